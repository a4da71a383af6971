package dev.countersign.approval.gate.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.approval.control.ControlCommand;
import dev.countersign.approval.gate.CommandId;
import dev.countersign.approval.gate.GateCommand;
import dev.countersign.approval.gate.GateOutcome;
import dev.countersign.approval.gate.GateOutcome.Refusal;
import dev.countersign.approval.gate.SeenCall;
import dev.countersign.approval.gate.Voter;
import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.ApprovedCall;
import dev.countersign.contract.event.CatalogEntry;
import dev.countersign.contract.event.Decider;
import dev.countersign.contract.event.Nudge;
import dev.countersign.contract.event.RejectedCall;
import dev.countersign.contract.event.SwitchMode;
import dev.countersign.contract.event.Verb;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.Digest;
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
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people can decide, and what time and policy make of it, as it stands on the topics. */
class VerbsTopologyTest {

    private static final String POLICY = """
            version: 1
            defaults: {requesterMustDiffer: false}
            rules:
              - {name: few, tool: count_emails, when: arguments.last_n_days == 4, approve: {}}
              - name: many
                tool: count_emails
                when: arguments.last_n_days > 100
                hold: {reminders: [1h, 2h], expiry: 4h, warning: 30m, escalation: {after: 90m, group: chiefs},
                       check: count the days, validity: 5m}
            """;

    @TempDir
    Path dir;

    private GateDriver gate;

    @BeforeEach
    void open() {
        gate = new GateDriver(dir);
        gate.control(new ControlCommand.ActivatePolicy(
                "policy-1",
                Digest.ofText(POLICY),
                POLICY,
                Optional.empty(),
                new Decider("root", GateDriver.START, "http")));
    }

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void shouldEndTurnOfFiveInFiveWays() {
        for (int index = 0; index < 5; index++) {
            gate.request(inTurn(index));
        }
        Map<CallKey, Optional<Approval>> cards = gate.cards();
        assertThat(approved())
                .singleElement()
                .satisfies(call -> assertThat(call.approvedBy())
                        .extracting(Decider::name, Decider::via)
                        .containsExactly(org.assertj.core.groups.Tuple.tuple("policy", "policy")));

        decide(Verb.APPROVE, card(cards, "c0"), "");
        decide(Verb.EDIT, card(cards, "c1"), "{\"last_n_days\":50}");
        decide(Verb.REJECT, card(cards, "c2"), "");
        decide(Verb.RESPOND, card(cards, "c3"), "none at all");

        assertThat(approved())
                .extracting(call -> call.callId() + " " + call.arguments() + " " + call.edited())
                .containsExactly("c0 {\"last_n_days\":0} false", "c1 {\"last_n_days\":50} true");
        assertThat(gate.rejected())
                .extracting(call -> call.callId() + " " + call.reason().kind() + " "
                        + call.reason().message().orElse(""))
                .containsExactly("c2 REJECTED because", "c3 ANSWERED none at all");
        assertThat(gate.card("w/c3").status()).isEqualTo(Approval.Status.ANSWERED);
    }

    @Test
    void shouldSignWhatPersonWrote() {
        gate.request(bare("a", 200, ""));
        Approval shown = gate.card("w/a");
        assertThat(shown.hold().orElseThrow().check()).contains("count the days");

        // Still more than a hundred: the same rule, and what it says should be looked at.
        decide(Verb.EDIT, shown, "{\"last_n_days\":300}");

        TestRecord<byte[], byte[]> record =
                gate.drain(Topic.APPROVED_CALLS.topicName()).getFirst();
        TrustedKeys trusted = TrustedKeys.loadFolder(gate.keys().trusted());
        String signature =
                EventHeaders.text(record.headers(), EventHeaders.SIGNATURE).orElseThrow();
        assertThat(trusted.verify(SignedKind.APPROVED_CALL, record.value(), signature))
                .isInstanceOf(TrustedKeys.Verification.Valid.class);
        ApprovedCall call = GateDriver.read(record, ApprovedCall.class);
        assertThat(call.edited()).isTrue();
        assertThat(call.originalArguments()).contains(Tools.json("{\"last_n_days\":200}"));
        assertThat(call.argumentsDigest())
                .isEqualTo(Tools.json("{\"last_n_days\":300}").digest());
        assertThat(call.notAfter()).isEqualTo(call.decidedAt().plus(Duration.ofMinutes(5)));
        Approval card = gate.card("w/a");
        assertThat(card.editedBy().map(Decider::name)).contains("bob");
        assertThat(card.originalArguments()).contains(Tools.json("{\"last_n_days\":200}"));
        assertThat(card.hold().orElseThrow().check()).contains("count the days");
    }

    @Test
    void shouldNotAskAgainUnderSamePromptAndSaySoLater() {
        gate.request(bare("a", 5, ",\"promptId\":\"p-1\""));
        decide(Verb.REJECT, gate.card("w/a"), "");
        gate.rejected();

        gate.request(bare("b", 5, ",\"promptId\":\"p-1\""));
        gate.request(bare("c", 5, ",\"promptId\":\"p-1\""));
        gate.request(bare("d", 5, ",\"promptId\":\"p-2\""));
        gate.request(bare("e", 6, ",\"promptId\":\"p-1\""));

        assertThat(gate.rejected()).extracting(call -> call.callId().value()).containsExactly("b", "c");
        Map<CallKey, Optional<Approval>> cards = gate.cards();
        assertThat(card(cards, "b").status()).isEqualTo(Approval.Status.DENIED);
        assertThat(card(cards, "b")
                        .reason()
                        .flatMap(RejectedCall.Reason::message)
                        .orElseThrow())
                .contains("refused before by bob", "because");
        // A refusal because of a refusal does not take the first one's place.
        assertThat(card(cards, "d").refusedBefore().orElseThrow().callId().value())
                .isEqualTo("a");
        assertThat(card(cards, "d").status()).isEqualTo(Approval.Status.PENDING);
        assertThat(card(cards, "e").status()).isEqualTo(Approval.Status.PENDING);
    }

    @Test
    void shouldRememberRefusalOfWhatWasProposedAndOfWhatWasMadeOfIt() {
        String twoAreNeeded = POLICY.replace("defaults: {", "defaults: {quorum: 2, ");
        gate.control(new ControlCommand.ActivatePolicy(
                "policy-2",
                Digest.ofText(twoAreNeeded),
                twoAreNeeded,
                Optional.empty(),
                new Decider("root", GateDriver.START, "http")));
        gate.request(bare("a", 5, ""));
        decide(Verb.EDIT, gate.card("w/a"), "{\"last_n_days\":7}");
        decide(Verb.REJECT, gate.card("w/a"), "");
        gate.rejected();

        gate.request(bare("b", 5, ""));
        gate.request(bare("c", 7, ""));
        gate.pass(Duration.ofHours(1));
        gate.request(bare("d", 5, ""));

        assertThat(gate.rejected())
                .extracting(call -> call.callId() + " " + call.reason().kind())
                .containsExactly("b DENIED", "c DENIED");
        assertThat(gate.card("w/d").status()).isEqualTo(Approval.Status.PENDING);
    }

    @Test
    void shouldWithdrawAllOfConversationThatEnds() {
        gate.request(bare("a", 5, ""));
        gate.request(inTurn(0));
        gate.request(inTurn(1));

        GateOutcome outcome = end("root", true);

        assertThat(((GateOutcome.Accepted) outcome).calls()).hasSize(3);
        Approval late = gate.card("w/a");
        gate.request(bare("late", 5, ""));
        assertThat(gate.rejected()).hasSize(4).allMatch(call -> call.reason().kind() == RejectedCall.Kind.WITHDRAWN);
        assertThat(decide(Verb.APPROVE, late, ""))
                .isInstanceOfSatisfying(
                        GateOutcome.Refused.class,
                        refused -> assertThat(refused.kind()).isEqualTo(Refusal.ALREADY_DECIDED));
        assertThat(end("root", true)).isInstanceOf(GateOutcome.Accepted.class);
        assertThat(end("dan", false)).isInstanceOf(GateOutcome.Refused.class);

        gate.pass(Duration.ofDays(32));
        gate.pass(Duration.ofDays(1));
        assertThat(List.of(
                        gate.entries(GateStores.ENDED),
                        gate.entries(GateStores.DUE),
                        gate.entries(GateStores.TURNS),
                        gate.entries(RefusalStore.NAME)))
                .containsOnly(0L);
    }

    @Test
    void shouldTellPeopleOnCard() {
        gate.request(bare("a", 200, ""));
        Approval shown = gate.card("w/a");
        assertThat(shown.expiresAt()).isEqualTo(GateDriver.START.plus(Duration.ofHours(4)));

        gate.pass(Duration.ofMinutes(61));
        assertThat(gate.card("w/a").nudges()).extracting(Nudge::kind).containsExactly(Nudge.Kind.REMINDED);
        gate.pass(Duration.ofSeconds(10));
        assertThat(gate.cards()).isEmpty();
        gate.pass(Duration.ofMinutes(30));
        assertThat(gate.card("w/a").nudges()).last().satisfies(nudge -> {
            assertThat(nudge.kind()).isEqualTo(Nudge.Kind.ESCALATED);
            assertThat(nudge.group()).contains("chiefs");
        });
        gate.pass(Duration.ofMinutes(121));
        // The second reminder and the warning fell together: one is enough.
        assertThat(gate.card("w/a").nudges())
                .extracting(Nudge::kind)
                .containsExactly(Nudge.Kind.REMINDED, Nudge.Kind.ESCALATED, Nudge.Kind.WARNED);
        gate.pass(Duration.ofMinutes(30));
        assertThat(gate.card("w/a").status()).isEqualTo(Approval.Status.EXPIRED);
    }

    @Test
    void shouldRecordWhatItWentBy() {
        gate.control(new ControlCommand.SetSwitch(
                "switch-1", SwitchMode.HOLD, new Decider("root", GateDriver.START, "http"), "look closer"));
        RecordHeaders headers = new RecordHeaders();
        EventHeaders.put(headers, EventHeaders.SOURCE, "cron/1");

        gate.send(Topic.TOOL_REQUESTS, null, bare("a", 4, "").getBytes(StandardCharsets.UTF_8), headers);

        Approval card = gate.card("w/a");
        assertThat(card.status()).isEqualTo(Approval.Status.PENDING);
        assertThat(card.heldBecause().orElseThrow()).contains("kill switch");
        assertThat(card.evaluation().switchMode()).isEqualTo(SwitchMode.HOLD);
        assertThat(card.evaluation().rule()).isEqualTo("few");
        assertThat(card.evaluation().policyVersion()).isEqualTo(Digest.ofText(POLICY));
        assertThat(card.evaluation().origin()).contains("cron/1");
        assertThat(card.evaluation().toolDigest()).contains(Tools.COUNT_EMAILS.digest());
        assertThat(card.evaluation().annotations()).contains(CatalogEntry.Annotations.UNKNOWN);
    }

    /** A turn is one value: long answers in it must not make it too long for its topic. */
    @Test
    void shouldKeepLongAnswersOutOfTurn() {
        String answer = "\u00e4".repeat(GateCommand.DecideCall.MAX_ANSWER);
        for (int index = 0; index < 16; index++) {
            gate.request(bare("c" + index, 10 + index, turn(index, 64)));
            decide(Verb.RESPOND, gate.card("w/c" + index), answer);
        }

        assertThat(gate.rejected())
                .hasSize(16)
                .allMatch(call -> call.reason().message().equals(Optional.of(answer)));
        assertThat(gate.largest(GateStores.TURNS)).isLessThan(64 * 1024);
    }

    private GateOutcome decide(Verb verb, Approval shown, String text) {
        Optional<CanonicalJson> arguments = verb == Verb.EDIT ? Optional.of(Tools.json(text)) : Optional.empty();
        return gate.ask(new GateCommand.DecideCall(
                new CommandId(UUID.randomUUID()),
                new Voter("bob", Set.of(), false, "web"),
                shown.conversationId(),
                new SeenCall(
                        shown.callId(),
                        shown.argumentsDigest(),
                        shown.toolDigest().orElseThrow()),
                verb,
                arguments,
                verb == Verb.RESPOND ? Optional.of(text) : Optional.empty(),
                Optional.of("because"),
                Optional.empty()));
    }

    private GateOutcome end(String person, boolean admin) {
        return gate.ask(new GateCommand.EndConversation(
                new CommandId(UUID.randomUUID()),
                new Voter(person, Set.of(), admin, "web"),
                new ConversationId("w"),
                Optional.empty()));
    }

    private List<ApprovedCall> approved() {
        return gate.drain(Topic.APPROVED_CALLS.topicName()).stream()
                .map(record -> GateDriver.read(record, ApprovedCall.class))
                .toList();
    }

    private static Approval card(Map<CallKey, Optional<Approval>> cards, String call) {
        return cards.get(CallKey.parse("w/" + call)).orElseThrow();
    }

    private static String inTurn(int index) {
        return bare("c" + index, index, turn(index, 5));
    }

    private static String turn(int index, int size) {
        return ",\"gate\":\"call\",\"turn\":{\"id\":\"1\",\"index\":%d,\"size\":%d}".formatted(index, size);
    }

    private static String bare(String call, int days, String more) {
        return """
                {"callId":"%s","conversationId":"w","tool":"count_emails","arguments":{"last_n_days":%d}%s}""".formatted(call, days, more);
    }
}
