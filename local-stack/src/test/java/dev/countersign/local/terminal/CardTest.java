package dev.countersign.local.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.event.Approval;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.JsonCodec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CardTest {

    private static final Times TIMES = new Times(() -> Instant.parse("2026-11-24T13:00:00Z"));
    private static final Approval PLAIN = FakeInbox.call("c-1", "call_1", 0, 1, List.of());

    @Test
    void shouldShowEverythingThatIsDecisive() throws Exception {
        Approval call = with("""
                {"status": "CLAIMED", "requesterProven": true, "rule": "big mails", "heldBecause": "more than 10 recipients",
                 "hold": {"groups": ["mail"], "needed": 2, "requesterMustDiffer": true, "verbs": ["APPROVE", "REJECT"],
                          "priority": "HIGH", "dueAt": "2026-11-24T14:30:00Z", "check": "is she a customer?",
                          "escalatesTo": "operations", "grants": {"longest": "PT8H", "uses": 20}},
                 "votes": [{"name": "bob", "at": "2026-11-24T12:30:00Z", "via": "web"}],
                 "claim": {"name": "erin", "at": "2026-11-24T12:50:00Z", "until": "2026-11-24T13:05:00Z"},
                 "comments": [{"name": "carol", "at": "2026-11-24T12:40:00Z", "text": "asked\\nher\\u001b[2J"}],
                 "nudges": [{"kind": "WARNED", "at": "2026-11-24T12:45:00Z"},
                            {"kind": "ESCALATED", "at": "2026-11-24T12:46:00Z", "group": "operations"}],
                 "originalArguments": {"amount": 12345678901234567890.50},
                 "editedBy": {"name": "bob", "at": "2026-11-24T12:30:00Z", "via": "web"},
                 "refusedBefore": {"callId": "call_0", "kind": "REJECTED", "message": "wrong recipient",
                                   "decidedBy": {"name": "bob", "at": "2026-11-24T12:10:00Z", "via": "web"},
                                   "at": "2026-11-24T12:10:00Z"}}
                """);

        String card = Card.whole(call, TIMES);

        assertThat(card)
                .contains("c-1/call_1  send_email  pending, somebody looks at it")
                .contains("alice (proven)", "1 h 0 min ago")
                .contains("big mails: more than 10 recipients")
                .contains("1 of 2 approvals so far; by people in mail or operations, not by whoever asked")
                .contains("bob at 2026-11-24T12:30:00Z via web")
                .contains("approved, rejected", "HIGH", "is she a customer?", "for PT8H and 20 calls at most")
                .contains("2026-11-24T14:30:00Z (in 1 h 30 min)", "people were warned")
                .contains("erin until 2026-11-24T13:05:00Z (in 5 min)")
                .contains("call_0, REJECTED by bob at 2026-11-24T12:10:00Z via web: wrong recipient")
                .contains("carol at 2026-11-24T12:40:00Z: asked\\nher\\u001b[2J")
                .contains("escalated at 2026-11-24T12:46:00Z to operations")
                .contains("\"amount\": 12345678901234567890.5")
                .contains("\"message\": \"What's up\"");
    }

    @Test
    void shouldSayWhatBecameOfACall() throws Exception {
        Approval call = with("""
                {"status": "SUCCEEDED", "decidedAt": "2026-11-24T12:30:00Z",
                 "decidedBy": {"name": "bob", "at": "2026-11-24T12:30:00Z", "via": "web"},
                 "startedAt": "2026-11-24T12:30:01Z",
                 "result": {"callId": "call_1", "conversationId": "c-1", "tool": "send_email", "status": "SUCCEEDED",
                            "output": {"id": 12345678901234567890}, "finishedAt": "2026-11-24T12:30:02Z", "attempt": 1,
                            "late": false}}
                """);

        assertThat(Card.whole(call, TIMES))
                .contains(
                        "send_email  succeeded", "bob at 2026-11-24T12:30:00Z via web", "\"id\": 12345678901234567890")
                .doesNotContain("expires");
    }

    @Test
    void shouldSayWhatIsKnownOfAnUnknownOutcome() throws Exception {
        Approval call = with("""
                {"status": "UNKNOWN", "decidedAt": "2026-11-24T12:30:00Z",
                 "decidedBy": {"name": "bob", "at": "2026-11-24T12:30:00Z", "via": "web"},
                 "startedAt": "2026-11-24T12:30:01Z",
                 "result": {"callId": "call_1", "conversationId": "c-1", "tool": "send_email", "status": "UNKNOWN",
                            "error": "it may have run", "finishedAt": "2026-11-24T12:31:00Z", "attempt": 1, "late": false,
                            "executor": "executor-service", "instance": "executor-service-0"},
                 "lateResult": {"callId": "call_1", "conversationId": "c-1", "tool": "send_email", "status": "FAILED",
                            "error": "no such mailbox\\u001b[2J", "finishedAt": "2026-11-24T12:35:00Z", "attempt": 1,
                            "late": true},
                 "settlement": {"outcome": "FAILED", "reason": "not in the\\noutbox",
                                "by": {"name": "root", "at": "2026-11-24T12:40:00Z", "via": "web"}}}
                """);

        assertThat(Card.whole(call, TIMES))
                .contains("send_email  unknown at first, settled since: FAILED")
                .contains("UNKNOWN at 2026-11-24T12:31:00Z by executor-service-0, attempt 1: it may have run")
                .contains("FAILED at 2026-11-24T12:35:00Z: no such mailbox\\u001b[2J")
                .contains("it came too late to be the outcome; the model was not told")
                .contains("FAILED, says root at 2026-11-24T12:40:00Z via web: not in the\\noutbox");
    }

    @Test
    void shouldSayThatARequesterIsOnlyClaimed() {
        assertThat(Card.beside(PLAIN, TIMES)).contains("somebody who claims to be alice (not proven)");
    }

    @Test
    void shouldBeSilentBesideAnOrdinaryQuestion() {
        assertThat(Card.surprises(PLAIN, TIMES)).isEmpty();
    }

    @Test
    void shouldNotAskWithoutWhatCouldNotBeEvaluated() throws Exception {
        Map<String, Object> evaluation =
                CanonicalJson.ofValue(PLAIN.evaluation()).members();
        Approval call = with("{\"evaluation\": %s}"
                .formatted(JsonCodec.writeText(evaluation).replaceFirst("}$", ",\"error\":\"no such key: amount\"}")));

        assertThat(Card.surprises(call, TIMES))
                .hasValueSatisfying(card -> assertThat(card).contains("not evaluated", "no such key: amount"));
    }

    @Test
    void shouldTellEachStateFromEachOther() {
        assertThat(Stream.of(Approval.Status.values()).map(StatusText::of)).doesNotHaveDuplicates();
    }

    /** An ordinary call with some members changed. */
    private static Approval with(String members) throws Exception {
        Map<String, Object> all = CanonicalJson.ofValue(PLAIN).members();
        all.putAll(CanonicalJson.parse(members).members());
        return JsonCodec.readOpen(JsonCodec.write(all), Approval.class, JsonCodec.MAX_BYTES);
    }
}
