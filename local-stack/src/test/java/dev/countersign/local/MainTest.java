package dev.countersign.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "up",
                "ask",
                "approve",
                "link",
                "calls",
                "show",
                "decide",
                "claim",
                "unclaim",
                "comment",
                "withdraw",
                "settle",
                "end",
                "switch",
                "grants",
                "revoke",
                "policy show",
                "policy explain"
            })
    void shouldExplainEachCommand(String command) {
        assertThat(run((command + " --help").split(" "))).isZero();
        assertThat(out.toString()).contains("Usage: countersign " + command, "--data");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"approve", "link alice", "ask hello", "calls", "decide c-1/a approve", "switch", "policy show"})
    void shouldSayThatNoStackRunsRatherThanWhereItFailed(String line, @TempDir Path dir) {
        assertThat(run((line + " --data " + dir).split(" "))).isEqualTo(1);
        assertThat(err.toString()).contains("no stack is running on " + dir).doesNotContain("Exception");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "switch deny | switch MODE --reason TEXT",
                "switch --reason x | switch MODE --reason TEXT",
                "decide c-1/a approve --arguments x | --arguments goes with edit",
                "decide c-1/a reject --grant conversation --for 2h --uses 1 | --grant goes with approve or edit",
                "decide c-1/a respond | --answer TEXT or --answer-file",
                "decide c-1/a edit --arguments - | takes --yes",
                "decide c-1/a approve --for 2h | go with --grant",
                "decide c-1/a approve --grant requester | takes --for",
                "decide c-1/a approve --grant conversation --for 2h | --uses N",
                "decide c-1/a approve --grant requester --for 2h --uses 5 | --uses N",
                "decide c-1/a approve --grant requester --for soon | no time such as",
                "decide c-1/a approve --grant requester --for 2h --field a=b | name=equals:VALUE",
                "decide c-1/a allow | allow",
                "settle c-1/a succeeded | --output JSON",
                "settle c-1/a succeeded --output 1 --reason x | --reason TEXT",
                "settle c-1/a failed --output 1 | --output JSON",
                "settle c-1/a failed | --reason TEXT",
                "settle c-1/a unknown --reason x | unknown",
                "calls --all --status pending | --all"
            })
    void shouldSayWhatDoesNotGoTogether(String line, String said) {
        assertThat(run(line.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(said);
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
