package dev.countersign.approval.policy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.contract.json.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyFileTest {

    @TempDir
    Path dir;

    @Test
    void shouldReadPolicyThatHoldsEverything() throws IOException {
        String text = "# Everything.\nversion: 1\nrules: []\n";
        Path file = Files.writeString(dir.resolve("policy.yaml"), text);

        assertThat(PolicyFile.load(file).version()).isEqualTo(Digest.ofText(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "version: 1",
                "rules: []",
                "version: 2\nrules: []",
                "version: 1\nrules: [{allow: everything}]",
                "version: 1\nrules: []\nallow: everything",
                "version: 1\nversion: 1\nrules: []",
                "version: 1\nrules: []\n---\nversion: 1\nrules: []",
                "version: one\nrules: []",
                "version: 1.9\nrules: []",
                "- a",
                "just text",
                "version: 1\nrules: [",
                "version: 1\nrules:"
            })
    void shouldRefuseWhatItDoesNotWhollyUnderstand(String text) throws IOException {
        Path file = Files.writeString(dir.resolve("policy.yaml"), text);

        assertThatThrownBy(() -> PolicyFile.load(file))
                .isInstanceOf(PolicyFileException.class)
                .hasMessageContaining("policy.yaml");
    }

    @Test
    void shouldRefuseMissingFile() {
        assertThatThrownBy(() -> PolicyFile.load(dir.resolve("none.yaml")))
                .isInstanceOf(PolicyFileException.class)
                .hasMessageContaining("none.yaml cannot be read");
    }

    @Test
    void shouldRefuseLargeFile() {
        byte[] large = ("version: 1\nrules: []\n#" + "x".repeat(PolicyFile.MAX_BYTES)).getBytes(UTF_8);

        assertThatThrownBy(() -> PolicyFile.parse(large, "p")).hasMessageContaining("more than 256 KiB");
    }

    @Test
    void shouldTakeFileOfGreatestSize() {
        String text = "version: 1\nrules: []\n#";
        byte[] greatest = (text + "x".repeat(PolicyFile.MAX_BYTES - text.length())).getBytes(UTF_8);

        assertThat(PolicyFile.parse(greatest, "p").rules()).isEmpty();
    }

    @Test
    void shouldRefuseWhatIsNotUtf8() {
        byte[] latin = "version: 1\nrules: [] # \u00e9".getBytes(ISO_8859_1);

        assertThatThrownBy(() -> PolicyFile.parse(latin, "p")).hasMessageContaining("not UTF-8");
    }

    @Test
    void shouldRefuseAnchorsBeforeTheyGrow() {
        String bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n";

        assertThat(problems(bomb))
                .startsWith(
                        "1:4: anchors and aliases are not read here: write it out",
                        "2:4: anchors and aliases are not read here: write it out");
    }

    @Test
    void shouldRefuseDeepNesting() {
        assertThat(problems("[".repeat(100_000))).singleElement().asString().contains("nested too deeply");
    }

    @Test
    void shouldCountRules() {
        String rules = IntStream.range(0, 501)
                .mapToObj(i -> "- {name: r" + i + ", hold: {}}\n")
                .collect(Collectors.joining());
        String fewer = rules.substring(rules.indexOf('\n') + 1);

        assertThat(Questions.policy("version: 1\nrules:\n" + fewer).rules()).hasSize(500);
        assertThat(problems("version: 1\nrules:\n" + rules))
                .containsExactly("2:1: there are at most 500 rules: this has 501");
    }

    @Test
    void shouldSayWhatWasMeant() {
        assertThat(problems("verson: 1\nrules: [{name: a, hold: {Quorum: 2, vrebs: [], zzzzz: 1}}]"))
                .containsExactly(
                        "1:1: unknown member 'verson': did you mean 'version'?",
                        "1:1: 'version' is missing: add 'version: 1'",
                        "2:26: unknown member 'Quorum': did you mean 'quorum'?",
                        "2:37: unknown member 'vrebs': did you mean 'verbs'?",
                        "2:48: unknown member 'zzzzz': known here are groups, quorum, requesterMustDiffer, verbs,"
                                + " expiry, validity, reminders, warning, escalation, priority, due, check, grants");
    }

    @Test
    void shouldRefuseOriginThatApproves() {
        assertThat(problems("version: 1\nrules:\n- name: a\n  origin: planner\n  approve: {}\n"))
                .containsExactly("4:3: 'origin' is only what a request says of itself, so it cannot let a call run by"
                        + " itself: use it in a rule with deny or hold");
    }

    @Test
    void shouldRefuseTwoRulesOfOneName() {
        assertThat(problems("version: 1\nrules:\n- {name: a, hold: {}}\n- {name: a, approve: {}}\n"))
                .containsExactly("4:3: another rule is named 'a': choose another name");
    }

    @Test
    void shouldRefuseTimesAfterExpiry() {
        assertThat(
                        problems(
                                "version: 1\nrules: [{name: a, hold: {expiry: 1h, reminders: [30m, 1h], warning: 60m, due: 59m}}]"))
                .containsExactly(
                        "2:38: 'reminders' comes before 'expiry': make it shorter than PT1H",
                        "2:60: 'warning' comes before 'expiry': make it shorter than PT1H");
    }

    @Test
    void shouldRefuseExpiryBeforeTimesOfDefaults() {
        assertThat(problems("version: 1\ndefaults: {reminders: [2h]}\nrules: [{name: a, hold: {expiry: 2h}}]"))
                .containsExactly("3:26: 'reminders' comes before 'expiry': make it shorter than PT2H");
    }

    @ParameterizedTest
    @CsvSource({"30d,true", "721h,false", "P30D,true", "P31D,false", "PT720H,true", "1s,true", "0s,false"})
    void shouldBoundExpiry(String expiry, boolean taken) {
        String text = "version: 1\ndefaults: {expiry: " + expiry + "}\nrules: []";

        assertThat(problems(text)).hasSize(taken ? 0 : 1);
    }

    @Test
    void shouldWantRemindersInOrder() {
        assertThat(problems("version: 1\ndefaults: {reminders: [2h, 1h]}\nrules: []"))
                .containsExactly("2:23: 'reminders' go from the earliest to the latest, each once: sort them");
    }

    private static List<String> problems(String text) {
        try {
            Questions.policy(text);
            return List.of();
        } catch (PolicyFileException e) {
            return e.problems().stream().map(PolicyProblem::toString).toList();
        }
    }
}
