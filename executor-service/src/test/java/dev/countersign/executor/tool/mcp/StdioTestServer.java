package dev.countersign.executor.tool.mcp;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The server for tests as a program that speaks on standard input and output; its only argument is the folder. */
public final class StdioTestServer {

    private StdioTestServer() {}

    static List<String> command(Path folder) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                StdioTestServer.class.getName(),
                folder.toString());
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        if (Files.exists(folder.resolve("gone"))) {
            System.exit(3);
        }
        Files.writeString(
                folder.resolve("pid"), String.valueOf(ProcessHandle.current().pid()));
        Files.writeString(
                folder.resolve("environment"), String.join("\n", System.getenv().keySet()));
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        TestTools tools = new TestTools(folder, new Pipe(folder, out));
        System.err.println("The test server has begun.");
        write(out, "This line is not of the protocol.");
        write(out, "[info] nor is this one");
        write(out, "{nor this one");
        write(out, "{\"level\":\"info\",\"msg\":\"nor this one\"}");
        write(out, "[1]");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line = in.readLine();
        while (line != null) {
            if (Files.exists(folder.resolve("stuck"))) {
                stayForEver();
            }
            tools.answer(TestTools.parse(line)).ifPresent(answer -> write(out, answer));
            tellOfChanges(folder, out);
            line = in.readLine();
        }
        if (Files.exists(folder.resolve("stubborn"))) {
            stayForEver();
        }
    }

    /** As after it has read a message: the file goes when the client has been told. */
    private static void tellOfChanges(Path folder, OutputStream out) throws IOException {
        if (Files.deleteIfExists(folder.resolve("tell-changed"))) {
            write(out, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");
        }
    }

    private static void stayForEver() {
        while (true) {
            java.util.concurrent.locks.LockSupport.park();
        }
    }

    private static void write(OutputStream out, String line) {
        try {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Pipe(Path folder, OutputStream out) implements TestTools.Peer {

        @Override
        public void beBusy() {
            while (!Files.exists(folder.resolve("idle"))) {
                java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
            }
        }

        @Override
        public void die() {
            Runtime.getRuntime().halt(137);
        }

        @Override
        public void raw(TestTools.Bytes bytes) {
            try {
                bytes.to(out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void tell(String message) {
            write(out, message);
        }
    }
}
