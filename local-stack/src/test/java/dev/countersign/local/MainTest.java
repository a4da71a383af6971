package dev.countersign.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(strings = {"up", "ask", "approve", "link"})
    void shouldExplainEachCommand(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).contains("Usage: countersign " + command, "--data");
    }

    @ParameterizedTest
    @ValueSource(strings = {"approve", "link alice", "ask hello"})
    void shouldSayThatNoStackRunsRatherThanWhereItFailed(String line, @TempDir Path dir) {
        assertThat(run((line + " --data " + dir).split(" "))).isEqualTo(1);
        assertThat(err.toString()).contains("no stack is running on " + dir).doesNotContain("Exception");
    }

    @Test
    void shouldRefuseWhatItDoesNotKnow() {
        assertThat(run("ask", "hello", "--gate", "sometimes")).isEqualTo(2);
        assertThat(err.toString()).contains("--gate", "sometimes");
    }

    private int run(String... arguments) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(arguments);
    }
}
