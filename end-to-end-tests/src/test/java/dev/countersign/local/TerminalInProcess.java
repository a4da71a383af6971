package dev.countersign.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The commands of {@link Main} in this process, for a test that gives more of them than there could be processes. Each
 * thread hears what its own commands say.
 */
public final class TerminalInProcess implements AutoCloseable {
    private final PrintStream before = System.out;
    private final ThreadLocal<OutputStream> listeners = ThreadLocal.withInitial(() -> before);

    /** What a command said, and with which exit status it ended. */
    public record Output(int status, String out, String err) {}

    /** Takes over the standard output until it is closed. */
    public static TerminalInProcess open() {
        TerminalInProcess terminal = new TerminalInProcess();
        System.setOut(new PrintStream(terminal.listening(), true, StandardCharsets.UTF_8));
        return terminal;
    }

    private TerminalInProcess() {}

    private OutputStream listening() {
        return new OutputStream() {
            @Override
            public void write(int octet) {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] octets, int offset, int length) {
                try {
                    listeners.get().write(octets, offset, length);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    /** Runs one command. */
    public Output run(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StringWriter err = new StringWriter();
        listeners.set(out);
        try {
            int status = Main.commandLine().setErr(new PrintWriter(err, true)).execute(words);
            return new Output(status, out.toString(StandardCharsets.UTF_8), err.toString());
        } finally {
            listeners.remove();
        }
    }

    @Override
    public void close() {
        System.setOut(before);
    }
}
