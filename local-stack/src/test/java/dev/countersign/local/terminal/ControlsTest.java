package dev.countersign.local.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ControlsTest extends TerminalTest {

    private static final Map<String, Object> ALICE =
            Map.of("name", "alice", "at", "2026-11-24T12:00:00Z", "via", "terminal");

    @Test
    void shouldShowHowTheSwitchStands() throws Exception {
        inbox.answering(
                "GET",
                "/api/switch",
                200,
                body -> Map.of(
                        "mode",
                        "open",
                        "missing",
                        List.of(),
                        "partitions",
                        List.of(Map.of("partition", 0, "mode", "open"))));

        assertThat(new Switching(typing("")).show()).isEqualTo(ExitStatus.DONE);
        assertThat(printed()).contains("open: the policy decides.").doesNotContain("Set by");
    }

    @Test
    void shouldSayWhichPartitionsDiffer() throws Exception {
        inbox.answering(
                "GET",
                "/api/switch",
                200,
                body -> Map.of(
                        "missing", List.of(),
                        "partitions",
                                List.of(
                                        Map.of("partition", 0, "mode", "open"),
                                        Map.of("partition", 1, "mode", "deny"),
                                        Map.of("partition", 2, "mode", "deny"))));

        new Switching(typing("")).show();

        assertThat(printed()).contains("differ", "open in 0", "deny in 1, 2");
    }

    @Test
    void shouldSayWhereASwitchIsMissingAndWhatHasLeft() throws Exception {
        inbox.answering(
                "PUT",
                "/api/switch",
                202,
                body -> Map.of(
                        "mode",
                        "deny",
                        "by",
                        ALICE,
                        "reason",
                        "incident",
                        "missing",
                        List.of(2, 4),
                        "partitions",
                        List.of(Map.of("partition", 0, "mode", "deny")),
                        "released",
                        Map.of("count", 2, "calls", List.of(Map.of("conversationId", "c-1", "callId", "call_1")))));

        int status = new Switching(typing("")).set("deny", "incident");

        assertThat(status).isEqualTo(ExitStatus.UNDER_WAY);
        assertThat(inbox.bodies.getFirst().path("mode").asText()).isEqualTo("deny");
        assertThat(inbox.bodies.getFirst().path("reason").asText()).isEqualTo("incident");
        assertThat(printed())
                .contains("deny: every call is denied", "Set by alice", "not recalled: 2", "  c-1/call_1", "and 1 more")
                .contains("Not applied yet in partitions 2, 4");
    }

    @Test
    void shouldListGrantsDigitForDigit() throws Exception {
        inbox.answering(
                "GET",
                "/api/grants",
                200,
                body -> Map.of(
                        "grants",
                        List.of(Map.ofEntries(
                                Map.entry("id", "g-1"),
                                Map.entry("tool", "pay"),
                                Map.entry("rule", "default"),
                                Map.entry(
                                        "pattern",
                                        Map.of(
                                                "fields",
                                                Map.of(
                                                        "amount",
                                                        Map.of("max", new BigDecimal("12345678901234567890.5")),
                                                        "to",
                                                        Map.of("equal", "sally")))),
                                Map.entry("conversation", "c-1"),
                                Map.entry("expiresAt", "2126-11-24T12:00:00Z"),
                                Map.entry("usesLeft", 3),
                                Map.entry("madeBy", ALICE),
                                Map.entry("madeOn", Map.of("conversationId", "c-1", "callId", "call_1")),
                                Map.entry("missing", List.of())))));

        assertThat(new Granting(typing("")).list()).isEqualTo(ExitStatus.DONE);
        assertThat(printed())
                .contains("g-1  pay  calls of conversation c-1, 3 more times")
                .contains("amount from any to 12345678901234567890.5, to = \"sally\"")
                .contains("by alice", "on c-1/call_1");
    }

    @Test
    void shouldRevokeAGrant() throws Exception {
        inbox.answering(
                "DELETE",
                "/api/grants/g-1",
                200,
                body -> Map.of("id", "g-1", "missing", List.of(), "released", Map.of("count", 0, "calls", List.of())));

        assertThat(new Granting(typing("")).revoke("g-1", Optional.of("done"))).isEqualTo(ExitStatus.DONE);
        assertThat(inbox.requests).containsExactly("DELETE /api/grants/g-1?reason=done");
    }

    @Test
    void shouldSayThatThereIsNoSuchGrant() {
        inbox.answering(
                "DELETE",
                "/api/grants/g-2",
                404,
                body -> Map.of("type", "urn:countersign:problem:not-found", "detail", "No such grant holds"));

        assertThatThrownBy(() -> new Granting(typing("")).revoke("g-2", Optional.empty()))
                .hasMessageStartingWith("No such grant holds.")
                .hasMessageContaining("./countersign grants");
    }

    @Test
    void shouldShowThePolicyAndWhatIsWrongWithItsFile() throws Exception {
        String version = "sha256:" + "0".repeat(64);
        inbox.answering(
                "GET",
                "/api/policy",
                200,
                body -> Map.of(
                        "version", version,
                        "text", "version: 1\nrules: []\n",
                        "missing", List.of(),
                        "partitions", List.of(Map.of("partition", 0, "version", version, "by", ALICE)),
                        "file",
                                Map.of(
                                        "instance", "approval-service-0",
                                        "path", "/etc/policy.yaml",
                                        "version", version,
                                        "since", "2026-11-24T12:00:00Z",
                                        "problems",
                                                List.of(Map.of("line", 3, "column", 7, "message", "unknown effect")))));

        assertThat(new PolicyReading(typing("")).show()).isEqualTo(ExitStatus.DONE);
        assertThat(printed()).contains("rules: []", version, "NOT in use", "line 3, column 7: unknown effect");
    }

    @Test
    void shouldExplainRuleByRuleWhyACallIsHeld() throws Exception {
        inbox.answering(
                "GET",
                "/api/conversations/c-1/calls/call_1/explanation",
                200,
                body -> Map.of(
                        "policyVersion", "sha256:" + "0".repeat(64),
                        "rules",
                                List.of(
                                        Map.of(
                                                "rule", "reading",
                                                "finding", "not-about",
                                                "matcher", "hints",
                                                "because", "readOnly is false"),
                                        Map.of(
                                                "rule", "money",
                                                "finding", "condition-error",
                                                "because", "no such key: amount"),
                                        Map.of("rule", "last", "finding", "not-reached")),
                        "verdict",
                                Map.of(
                                        "effect", "hold",
                                        "rule", "money",
                                        "because", "its condition cannot be evaluated",
                                        "error", "no such key: amount",
                                        "terms", Map.of("quorum", 2))));

        assertThat(new PolicyReading(typing("")).explain("c-1/call_1")).isEqualTo(ExitStatus.DONE);
        assertThat(printed())
                .containsSubsequence(
                        "reading: is about other calls (hints: readOnly is false)",
                        "money: its condition cannot be evaluated, and a person has to decide (no such key: amount)",
                        "last: not looked at",
                        "So it would be held for a person, by rule money",
                        "\"quorum\": 2");
    }
}
