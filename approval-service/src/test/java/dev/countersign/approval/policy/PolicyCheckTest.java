package dev.countersign.approval.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.json.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyCheckTest {

    @TempDir
    Path dir;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void shouldSayHowManyRulesAndWhichVersion() throws IOException {
        String text = "version: 1\nrules: [{name: a, approve: {}}, {name: b, hold: {}}]\n";
        Path file = Files.writeString(dir.resolve("policy.yaml"), text);

        assertThat(run(file.toString())).isZero();
        assertThat(lines()).containsExactly(file + ": 2 rules, version " + Digest.ofText(text));
    }

    @Test
    void shouldPrintEachProblemWithItsPlace() throws IOException {
        Path file = Files.writeString(
                dir.resolve("policy.yaml"),
                "version: 1\nrules:\n  - name: a\n    when: tol == 'x'\n    aprove: {}\n    hold: {quorum: 0}\n");

        assertThat(run(file.toString())).isOne();
        assertThat(lines())
                .containsExactly(
                        file + ":4:11: unknown name 'tol': variables here are arguments, tool, requester,"
                                + " requesterProven, hints",
                        file + ":5:5: unknown member 'aprove': did you mean 'approve'?",
                        file + ":6:20: 'quorum' is a whole number from 1 to 10, and here it is the number 0");
    }

    @Test
    void shouldSayThatThereIsNoFile() {
        String file = dir.resolve("none.yaml").toString();

        assertThat(run(file)).isOne();
        assertThat(lines()).containsExactly(file + ":1:1: the file cannot be read: is it there, and a file?");
    }

    @Test
    void shouldRefuseFolder() {
        assertThat(run(dir.toString())).isOne();
    }

    @Test
    void shouldExplainItself() {
        assertThat(run("--help")).isZero();
        assertThat(lines()).first().isEqualTo("Usage: ./countersign policy check FILE");
    }

    @Test
    void shouldTellMisuseFromProblems() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("a", "b")).isEqualTo(2);
        assertThat(run("--verbose")).isEqualTo(2);
    }

    private int run(String... words) {
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        return PolicyCheck.run(List.of(words), out, out);
    }

    private List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
