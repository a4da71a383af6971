package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.local.process.ChildProcess;
import dev.countersign.local.process.ChildSpec;
import dev.countersign.local.process.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code up --tools} with the example that comes along, and with files that are wrong. */
class ToolsFileIT {
    private static final Path EXAMPLE =
            Stack.CHECKOUT.resolve("examples/tools").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    @Test
    void shouldRunTheExample() throws IOException {
        int port = FreePorts.next();
        Path tools = example(port, "");
        try (ChildProcess api = todoApi(port)) {
            api.awaitReady(Duration.ofSeconds(60), () -> !FreePorts.isFree(port));
            try (UpScript up =
                    UpScript.start(Files.createDirectory(folder.resolve("up")), "--tools", tools.toString())) {
                Command.Output added =
                        up.run("yes\n", "ask", "call addTodo {\"body\":{\"title\":\"buy milk\",\"tags\":[\"shop\"]}}");
                Command.Output refused = up.run("no\n", "ask", "call deleteTodo {\"id\":1}");
                Command.Output listed = up.run("yes\n", "ask", "call listTodos {}");

                assertThat(added.status()).as(added.toString()).isZero();
                assertThat(refused.status()).as(refused.toString()).isEqualTo(3);
                assertThat(listed.out()).contains("buy milk", "shop");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "countersign.openapi.todo.document=nowhere.yaml | nowhere.yaml, which is not there or not readable",
                "kafka.acks=0 | kafka.acks is no setting of tools",
            })
    void shouldStartNothingWhereTheFileIsWrong(String line, String said) throws IOException {
        Path tools = example(FreePorts.next(), line);

        Command.Output output = up(tools);

        assertThat(output.status()).isEqualTo(1);
        assertThat(output.err()).contains(said).doesNotContain("\tat ");
        assertThat(folder.resolve("data/broker")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "countersign.openapi.again.document=todo.yaml\\ncountersign.openapi.again.base-url=http://127.0.0.1:1\\ncountersign.openapi.again.operations=addTodo | two tools are named addTodo",
                "countersign.openapi.todo.operations=removeTodo | removeTodo",
                "countersign.openapi.todo.bas-url=x | bas-url",
                "countersign.tools.noSuchTool.timeout=5s | noSuchTool",
            })
    void shouldSayInTheExecutorsWordsWhatIsWrong(String lines, String said) throws IOException {
        Path tools = example(FreePorts.next(), lines.replace("\\n", "\n"));

        Command.Output output = up(tools);

        assertThat(output.status()).isEqualTo(1);
        assertThat(output.err())
                .contains("executor-service-0 did not start: ", said, tools + ": correct them there")
                .doesNotContain("\tat ");
    }

    private Command.Output up(Path tools) {
        return Command.of(
                        Stack.CHECKOUT
                                .resolve("countersign")
                                .toAbsolutePath()
                                .normalize()
                                .toString(),
                        "up",
                        "--data",
                        folder.resolve("data").toString(),
                        "--port-base",
                        Integer.toString(FreePorts.next()),
                        "--kafka-port",
                        Integer.toString(FreePorts.next()),
                        "--tools",
                        tools.toString())
                .with("COUNTERSIGN_BUILD", "never")
                .within(Duration.ofMinutes(4))
                .run("");
    }

    private ChildProcess todoApi(int port) {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                EXAMPLE.resolve("TodoApi.java").toString(),
                Integer.toString(port));
        return ChildProcess.start(new ChildSpec("todo-api", command, Map.of(), folder, folder.resolve("todo.log")));
    }

    /** The example on another port, with more lines. */
    private Path example(int port, String more) throws IOException {
        Path copy = Files.createDirectory(folder.resolve("example"));
        try (Stream<Path> files = Files.list(EXAMPLE)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        Path tools = copy.resolve("todo.properties");
        Files.writeString(tools, Files.readString(tools).replace("8095", Integer.toString(port)) + more + "\n");
        return tools;
    }
}
