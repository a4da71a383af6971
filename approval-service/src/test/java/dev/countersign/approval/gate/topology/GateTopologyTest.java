package dev.countersign.approval.gate.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.approval.gate.GateOutcome;
import dev.countersign.approval.gate.GateOutcome.Refusal;
import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.ApprovedCall;
import dev.countersign.contract.event.RejectedCall;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.event.Verb;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.signing.SignedKind;
import dev.countersign.contract.signing.TrustedKeys;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateTopologyTest {

    private static final String BARE = """
            {"callId":"a","conversationId":"w","tool":"count_emails","arguments":{"last_n_days":5}}""";

    @TempDir
    Path dir;

    private GateDriver gate;

    @BeforeEach
    void open() {
        gate = new GateDriver(dir);
    }

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void shouldShowPendingCallWhole() {
        gate.request(BARE);

        Approval card = gate.card("w/a");
        assertThat(card.status()).isEqualTo(Approval.Status.PENDING);
        assertThat(card.description()).contains("Counts the mails of the last days.");
        assertThat(card.rule()).isEqualTo("default");
        assertThat(card.expiresAt()).isEqualTo(GateDriver.START.plus(Duration.ofHours(24)));
        assertThat(card.requesterProven()).isFalse();
        assertThat(gate.drain(Topic.APPROVED_CALLS.topicName())).isEmpty();
    }

    @Test
    void shouldSignExactlyTheBytesThatItForwards() {
        gate.request(BARE);
        Approval card = gate.card("w/a");

        gate.decide("bob", Verb.APPROVE, card);

        TestRecord<byte[], byte[]> record =
                gate.drain(Topic.APPROVED_CALLS.topicName()).getFirst();
        String signature =
                EventHeaders.text(record.headers(), EventHeaders.SIGNATURE).orElseThrow();
        TrustedKeys trusted = TrustedKeys.loadFolder(gate.keys().trusted());
        assertThat(trusted.verify(SignedKind.APPROVED_CALL, record.value(), signature))
                .isInstanceOf(TrustedKeys.Verification.Valid.class);
        ApprovedCall call = GateDriver.read(record, ApprovedCall.class);
        assertThat(call.arguments()).isEqualTo(card.arguments());
        assertThat(call.toolDigest()).isEqualTo(Tools.COUNT_EMAILS.digest());
        assertThat(call.notAfter()).isEqualTo(call.decidedAt().plus(Duration.ofHours(1)));
        assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("w");
    }

    @Test
    void shouldKeepEveryDigitOfArguments() {
        gate.offer(Tools.tool("pay", "Pays.", "amount"));
        gate.request("""
                {"callId":"a","conversationId":"w","tool":"pay","arguments":{"amount":1234567890123456789012}}""");
        gate.decide("bob", Verb.APPROVE, gate.card("w/a"));

        String sent = new String(
                gate.drain(Topic.APPROVED_CALLS.topicName()).getFirst().value(), StandardCharsets.UTF_8);
        assertThat(sent).contains("1234567890123456789012");
    }

    @Test
    void shouldTellLoserWhoDecidedAndWhen() {
        gate.request(BARE);
        Approval card = gate.card("w/a");
        gate.decide("bob", Verb.APPROVE, card);

        GateOutcome outcome = gate.decide("eve", Verb.REJECT, card);

        assertThat(outcome).isInstanceOfSatisfying(GateOutcome.Refused.class, refused -> {
            assertThat(refused.kind()).isEqualTo(Refusal.ALREADY_DECIDED);
            assertThat(refused.standing()
                            .orElseThrow()
                            .decidedBy()
                            .orElseThrow()
                            .name())
                    .isEqualTo("bob");
            assertThat(refused.standing().orElseThrow().decidedAt()).contains(GateDriver.START);
        });
        assertThat(gate.rejected()).isEmpty();
    }

    @Test
    void shouldPassTraceOn() {
        RecordHeaders headers = new RecordHeaders();
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        EventHeaders.put(headers, EventHeaders.TRACEPARENT, trace);

        gate.send(Topic.TOOL_REQUESTS, null, BARE.getBytes(StandardCharsets.UTF_8), headers);

        TestRecord<byte[], byte[]> card =
                gate.drain(Topic.APPROVALS.topicName()).getFirst();
        assertThat(EventHeaders.text(card.headers(), EventHeaders.TRACEPARENT)).contains(trace);
        assertThat(EventHeaders.text(card.headers(), EventHeaders.SUBJECT)).contains("w/a");
    }

    @Test
    void shouldRejectWholeTurnWithOneCallAndShowSiblings() {
        gate.request(inTurn("a", 0));
        gate.request(inTurn("b", 1));
        Map<CallKey, Optional<Approval>> cards = gate.cards();
        Approval a = cards.get(CallKey.parse("w/a")).orElseThrow();
        assertThat(a.siblings()).containsExactly(new CallId("b"));

        gate.decide("bob", Verb.REJECT, a);

        assertThat(gate.rejected())
                .extracting(call -> call.callId().value() + " " + call.reason().kind() + " "
                        + call.reason().effectiveKind())
                .containsExactly("a REJECTED REJECTED", "b SIBLING_REJECTED REJECTED");
        assertThat(gate.cards().values())
                .extracting(card -> card.orElseThrow().status())
                .containsExactlyInAnyOrder(Approval.Status.REJECTED, Approval.Status.SIBLING_REJECTED);
    }

    @Test
    void shouldReleaseTurnOnlyOnceAllIsApproved() {
        gate.request(inTurn("a", 0));
        gate.request(inTurn("b", 1));
        Map<CallKey, Optional<Approval>> cards = gate.cards();

        gate.decide("bob", Verb.APPROVE, cards.get(CallKey.parse("w/b")).orElseThrow());
        assertThat(gate.drain(Topic.APPROVED_CALLS.topicName())).isEmpty();
        assertThat(gate.card("w/b").votes()).hasSize(1);
        gate.decide("eve", Verb.APPROVE, cards.get(CallKey.parse("w/a")).orElseThrow());

        assertThat(gate.drain(Topic.APPROVED_CALLS.topicName()))
                .extracting(record ->
                        GateDriver.read(record, ApprovedCall.class).callId().value())
                .containsExactly("a", "b");
    }

    @Test
    void shouldRefuseUnknownToolAndUnfitArguments() {
        gate.request(BARE.replace("count_emails", "launch rockets"));
        gate.request(BARE.replace("\"a\"", "\"b\"").replace("5", "\"five\""));

        assertThat(gate.rejected())
                .extracting(call -> call.reason().kind())
                .containsExactly(RejectedCall.Kind.INVALID, RejectedCall.Kind.INVALID);
        assertThat(gate.cards().values())
                .allSatisfy(card -> assertThat(card.orElseThrow().status()).isEqualTo(Approval.Status.INVALID));
    }

    @Test
    void shouldVoidVoteOnToolThatChanged() {
        gate.request(BARE);
        Approval shown = gate.card("w/a");
        gate.offer(Tools.tool("count_emails", "Deletes the mails of the last days.", "last_n_days"));

        GateOutcome outcome = gate.decide("bob", Verb.APPROVE, shown);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        GateOutcome.Refused.class,
                        refused -> assertThat(refused.kind()).isEqualTo(Refusal.STALE_TOOL));
        Approval again = gate.card("w/a");
        assertThat(again.description()).contains("Deletes the mails of the last days.");
        assertThat(again.toolDigest()).isNotEqualTo(shown.toolDigest());
        assertThat(gate.decide("bob", Verb.APPROVE, again)).isInstanceOf(GateOutcome.Accepted.class);
    }

    @Test
    void shouldCloseCallWhoseToolIsGone() {
        gate.request(BARE);
        Approval shown = gate.card("w/a");
        gate.withdrawTool("count_emails");

        gate.decide("bob", Verb.APPROVE, shown);

        assertThat(gate.rejected())
                .singleElement()
                .satisfies(call -> assertThat(call.reason().kind()).isEqualTo(RejectedCall.Kind.INVALID));
        assertThat(gate.drain(Topic.APPROVED_CALLS.topicName())).isEmpty();
    }

    @Test
    void shouldExpireByTheClockAlone() {
        gate.request(BARE);
        gate.pass(Duration.ofHours(24).minusMillis(1));
        assertThat(gate.rejected()).isEmpty();

        gate.pass(Duration.ofMillis(250));

        assertThat(gate.rejected())
                .singleElement()
                .satisfies(call -> assertThat(call.reason().kind()).isEqualTo(RejectedCall.Kind.EXPIRED));
        assertThat(gate.card("w/a").status()).isEqualTo(Approval.Status.EXPIRED);
    }

    @Test
    void shouldRecordResultAndKeepLateOne() {
        gate.request(BARE);
        gate.decide("bob", Verb.APPROVE, gate.card("w/a"));

        gate.result(result(ToolResult.Status.SUCCEEDED, false));
        gate.result(result(ToolResult.Status.SUCCEEDED, false));
        assertThat(gate.card("w/a").lateResult()).isEmpty();
        gate.result(result(ToolResult.Status.FAILED, true));

        Approval card = gate.card("w/a");
        assertThat(card.status()).isEqualTo(Approval.Status.SUCCEEDED);
        assertThat(card.lateResult().orElseThrow().status()).isEqualTo(ToolResult.Status.FAILED);
        assertThat(gate.deadLetters(Topic.TOOL_RESULTS)).isEmpty();
    }

    @Test
    void shouldNotBelieveResultOfCallThatWasNeverReleased() {
        gate.request(BARE);

        gate.result(result(ToolResult.Status.SUCCEEDED, false));

        assertThat(gate.card("w/a").status()).isEqualTo(Approval.Status.PENDING);
        assertThat(gate.deadLetters(Topic.TOOL_RESULTS)).containsExactly("the call was not released");
    }

    @Test
    void shouldSpeakForExecutorThatStaysSilent() {
        gate.request(BARE);
        gate.decide("bob", Verb.APPROVE, gate.card("w/a"));
        gate.pass(Duration.ofHours(1).plusSeconds(65).minusMillis(250));
        assertThat(gate.drain(Topic.TOOL_RESULTS.topicName())).isEmpty();

        gate.pass(Duration.ofMillis(250));

        ToolResult said =
                GateDriver.read(gate.drain(Topic.TOOL_RESULTS.topicName()).getFirst(), ToolResult.class);
        assertThat(said.status()).isEqualTo(ToolResult.Status.UNKNOWN);
        assertThat(said.error()).contains("no executor answered");
        assertThat(gate.card("w/a").status()).isEqualTo(Approval.Status.UNKNOWN);
        // Its own word comes back to it and is a repeat.
        assertThat(gate.deadLetters(Topic.TOOL_RESULTS)).isEmpty();
        gate.result(result(ToolResult.Status.SUCCEEDED, false));
        assertThat(gate.card("w/a").lateResult()).isPresent();
    }

    /** A transaction must not last until the broker ends it, however much is due at once. */
    @Test
    void shouldLeaveToNextTickWhatTakesTooLong() {
        for (int i = 0; i < 10; i++) {
            gate.request(BARE.replace("\"a\"", "\"a" + i + "\""));
        }
        gate.work(Duration.ofMillis(400));

        gate.pass(Duration.ofHours(24));
        assertThat(gate.rejected()).hasSize(3);

        for (int tick = 0; tick < 3; tick++) {
            gate.pass(Duration.ofMillis(250));
        }
        assertThat(gate.rejected()).hasSize(7);
    }

    /** Entries under other terms than today's must neither stay for ever nor stand before what is due. */
    @Test
    void shouldNoticeWhatIsDueBehindStaleEntries() {
        gate.request(BARE);
        for (int i = 1; i <= 300; i++) {
            gate.addDue("%019d turn w/call/%s".formatted(i, i % 2 == 0 ? "a" : "gone-" + i));
        }

        gate.pass(Duration.ofHours(24));
        gate.pass(Duration.ofSeconds(1));

        assertThat(gate.card("w/a").status()).isEqualTo(Approval.Status.EXPIRED);
        assertThat(gate.entries("due")).isEqualTo(1);
    }

    @Test
    void shouldWithdrawByTypeOfRecord() {
        gate.request(BARE);

        gate.withdraw("w", "a");
        gate.withdraw("w", "a");
        gate.withdraw("w", "unheard-of");

        assertThat(gate.rejected())
                .singleElement()
                .satisfies(call -> assertThat(call.reason().kind()).isEqualTo(RejectedCall.Kind.WITHDRAWN));
        assertThat(gate.deadLetters(Topic.TOOL_REQUESTS)).containsExactly("no such call is known here");
    }

    @Test
    void shouldForgetDecidedCallAfterThirtyDaysAndLeaveNothing() {
        gate.request(BARE);
        gate.decide("bob", Verb.REJECT, gate.card("w/a"));
        gate.request(inTurn("b", 0));
        gate.request(inTurn("stray", 0));
        gate.cards();
        gate.pass(Duration.ofDays(30).minusMillis(250));
        assertThat(gate.cards()).isEmpty();

        gate.pass(Duration.ofDays(2));
        gate.pass(Duration.ofDays(30));

        assertThat(gate.cards().values()).allMatch(Optional::isEmpty).hasSize(3);
        assertThat(List.of(gate.entries("turns"), gate.entries("calls"), gate.entries("due")))
                .containsExactly(0L, 0L, 0L);
    }

    @Test
    void shouldNotAcceptOtherContentUnderKnownId() {
        gate.request(BARE);
        Approval before = gate.card("w/a");

        gate.request(BARE);
        gate.request(BARE.replace("5", "500"));

        assertThat(gate.cards()).isEmpty();
        assertThat(gate.deadLetters(Topic.TOOL_REQUESTS))
                .containsExactly("a call of this id is known with other content");
        assertThat(gate.decide("bob", Verb.APPROVE, before)).isInstanceOf(GateOutcome.Accepted.class);
    }

    @Test
    void shouldCallBrokenTurnInvalid() {
        gate.request(inTurn("a", 0));
        gate.request(inTurn("x", 0));

        assertThat(gate.rejected())
                .extracting(call -> call.callId().value() + " " + call.reason().kind())
                .containsExactly("x INVALID", "a SIBLING_REJECTED");
        assertThat(gate.cards()).hasSize(2);
    }

    private static String inTurn(String call, int index) {
        return """
                {"callId":"%s","conversationId":"w","turn":{"id":"1","index":%d,"size":2},"gate":"turn",
                 "tool":"count_emails","arguments":{"last_n_days":5}}""".formatted(call, index);
    }

    private static ToolResult result(ToolResult.Status status, boolean late) {
        boolean succeeded = status == ToolResult.Status.SUCCEEDED;
        return new ToolResult(
                new CallId("a"),
                new ConversationId("w"),
                Optional.empty(),
                new ToolName("count_emails"),
                status,
                succeeded ? Optional.of(Tools.json("10")) : Optional.empty(),
                succeeded ? Optional.empty() : Optional.of("broken"),
                Optional.empty(),
                Optional.empty(),
                GateDriver.START,
                1,
                late,
                Optional.of(Tools.EXECUTOR),
                Optional.empty());
    }
}
