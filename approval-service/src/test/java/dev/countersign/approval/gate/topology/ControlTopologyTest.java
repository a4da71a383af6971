package dev.countersign.approval.gate.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.approval.command.CommandRecord;
import dev.countersign.approval.command.ControlRecord;
import dev.countersign.approval.control.ControlCommand;
import dev.countersign.approval.control.ControlOutcome;
import dev.countersign.approval.control.Grant;
import dev.countersign.approval.control.GrantPattern;
import dev.countersign.approval.control.GrantWish;
import dev.countersign.approval.control.Unfinished;
import dev.countersign.approval.gate.CommandId;
import dev.countersign.approval.gate.GateCommand;
import dev.countersign.approval.gate.GateOutcome;
import dev.countersign.approval.gate.SeenCall;
import dev.countersign.approval.gate.Voter;
import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.Decider;
import dev.countersign.contract.event.SwitchMode;
import dev.countersign.contract.event.Verb;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.json.Digest;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.EventType;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Control changes in one partition: what they do to calls, what is said of them, and what cannot be one. */
class ControlTopologyTest {
    /** Lies in the one partition that the driver has. */
    private static final String CONVERSATION = "w";

    private static final Decider ROOT = new Decider("root", GateDriver.START, "http");
    private static final String GRANTS = """
            version: 1
            defaults:
              requesterMustDiffer: false
              grants: {longest: 1h, uses: 5}
            rules: []
            """;
    private static final String UNCLEAR = """
            version: 1
            defaults:
              requesterMustDiffer: false
              grants: {longest: 1h, uses: 5}
            rules:
              - name: watch
                tool: "*"
                when: arguments.nowhere == 1
                hold: {}
            """;
    private static final String NOTHING = """
            version: 1
            rules:
              - name: nothing
                tool: "*"
                deny: {message: nothing today}
            """;

    @TempDir
    Path dir;

    private GateDriver gate;

    @BeforeEach
    void start() {
        gate = new GateDriver(dir);
    }

    @AfterEach
    void stop() {
        gate.close();
    }

    @Test
    void shouldSayWhatHoldsAndOnWhichCallsItComesTooLate() {
        approveReleased("released");

        ControlOutcome outcome = gate.control(set(SwitchMode.DENY));

        assertThat(outcome).isInstanceOfSatisfying(ControlOutcome.Applied.class, applied -> {
            assertThat(applied.released())
                    .contains(new Unfinished(1, List.of(CallKey.parse(CONVERSATION + "/released"))));
            assertThat(applied.holds().killSwitch().orElseThrow().mode()).isEqualTo(SwitchMode.DENY);
        });
        assertThat(gate.controls().get("switch").orElseThrow()).contains("\"DENY\"", "looks odd");
    }

    @Test
    void shouldNotListACallThatHasItsResult() {
        approveReleased("done");
        gate.result(Tools.result(CONVERSATION, "done", "10"));

        assertThat(gate.control(set(SwitchMode.DENY)))
                .isInstanceOfSatisfying(
                        ControlOutcome.Applied.class,
                        applied -> assertThat(applied.released()).contains(Unfinished.NONE));
    }

    @Test
    void shouldDenyUnderTheSwitchAndStopWhatIsApproved() {
        Approval pending = propose("before");
        gate.control(set(SwitchMode.DENY));

        Approval denied = propose("after");
        GateOutcome vote = gate.decide("bob", Verb.APPROVE, pending);

        assertThat(denied.status()).isEqualTo(Approval.Status.DENIED);
        assertThat(vote)
                .isInstanceOfSatisfying(
                        GateOutcome.Refused.class,
                        refused -> assertThat(refused.kind()).isEqualTo(GateOutcome.Refusal.DENIED));
        assertThat(gate.drain("approved-calls")).isEmpty();
    }

    @Test
    void shouldJudgeByThePolicyThatIsActive() {
        gate.control(activate(NOTHING, Optional.empty()));

        Approval denied = propose("a");

        assertThat(denied.status()).isEqualTo(Approval.Status.DENIED);
        assertThat(denied.rule()).isEqualTo("nothing");
        assertThat(denied.policyVersion()).isEqualTo(Digest.ofText(NOTHING));
        assertThat(gate.controls().get("policy").orElseThrow()).contains("nothing today");
    }

    @Test
    void shouldHoldEverythingUnderAPolicyThatItDoesNotUnderstand() {
        gate.control(activate("version: 2\nrules: []\n", Optional.empty()));

        Approval card = propose("a");

        assertThat(card.status()).isEqualTo(Approval.Status.PENDING);
        assertThat(card.heldBecause().orElseThrow()).contains("not understood");
    }

    @Test
    void shouldKeepThePolicyWhereAnotherWasToBeReplaced() {
        gate.control(activate(NOTHING, Optional.empty()));
        gate.controls();

        ControlOutcome outcome = gate.control(activate(GRANTS, Optional.of(Digest.ofText("another"))));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        ControlOutcome.Refused.class,
                        refused -> assertThat(refused.kind()).isEqualTo(ControlOutcome.Refusal.OTHER_POLICY));
        assertThat(gate.controls()).isEmpty();
        assertThat(propose("a").status()).isEqualTo(Approval.Status.DENIED);
    }

    @Test
    void shouldTellEveryPartitionOfAGrantAndCountItsUses() {
        gate.control(activate(GRANTS, Optional.empty()));
        String id = approveWithGrant(propose("a"), 2);

        assertThat(gate.controlOutcomes())
                .hasSize(Topic.PARTITIONS)
                .allMatch(ControlOutcome.Applied.class::isInstance)
                .allMatch(outcome -> outcome.commandId().equals(id));
        assertThat(gate.controls().get("grant/" + id).orElseThrow()).contains("\"usesLeft\":2");

        assertThat(propose("b").status()).isEqualTo(Approval.Status.APPROVED);
        assertThat(gate.controls().get("grant/" + id).orElseThrow()).contains("\"usesLeft\":1");
        assertThat(propose("c").status()).isEqualTo(Approval.Status.APPROVED);
        assertThat(propose("d").status()).isEqualTo(Approval.Status.PENDING);
    }

    @Test
    void shouldCoverNothingAfterAGrantIsTakenBackAndNotTakeItAgain() {
        gate.control(activate(GRANTS, Optional.empty()));
        Grant grant = grant("g-1", Duration.ofHours(1));
        gate.control(new ControlCommand.MakeGrant("g-1", grant));

        gate.control(new ControlCommand.RevokeGrant("r-1", "g-1", ROOT, Optional.of("enough")));
        assertThat(gate.controls().get("grant/g-1")).isEmpty();
        gate.control(new ControlCommand.MakeGrant("g-1", grant));

        assertThat(gate.controls()).isEmpty();
        assertThat(propose("a").status()).isEqualTo(Approval.Status.PENDING);
        assertThat(gate.control(new ControlCommand.RevokeGrant("r-2", "g-1", ROOT, Optional.empty())))
                .isInstanceOf(ControlOutcome.Applied.class);
    }

    @Test
    void shouldAskAPersonWhereTheRuleCannotBeEvaluatedWhateverIsGranted() {
        gate.control(activate(UNCLEAR, Optional.empty()));
        approveWithGrant(propose("a"), 2);

        Approval again = propose("b");

        assertThat(again.status()).isEqualTo(Approval.Status.PENDING);
        assertThat(again.evaluation().error().orElseThrow()).contains("nowhere");
    }

    @Test
    void shouldForgetAGrantWhenItExpires() {
        gate.control(activate(GRANTS, Optional.empty()));
        gate.control(new ControlCommand.MakeGrant("g-1", grant("g-1", Duration.ofMinutes(1))));
        gate.control(new ControlCommand.MakeGrant("g-2", grant("g-2", Duration.ofMinutes(1))));
        gate.control(new ControlCommand.RevokeGrant("r-1", "g-2", ROOT, Optional.empty()));
        gate.controls();
        long kept = gate.entries(ControlStore.NAME);

        gate.pass(Duration.ofMinutes(2));

        assertThat(gate.controls()).isEqualTo(Map.of("grant/g-1", Optional.empty()));
        assertThat(gate.entries(ControlStore.NAME)).isEqualTo(kept - 5);
        assertThat(gate.control(new ControlCommand.RevokeGrant("r-2", "g-1", ROOT, Optional.empty())))
                .isInstanceOfSatisfying(
                        ControlOutcome.Refused.class,
                        refused -> assertThat(refused.kind()).isEqualTo(ControlOutcome.Refusal.NOT_FOUND));
    }

    @Test
    void shouldMoveWhatIsNoControlChangeToTheDeadLetters() {
        gate.sendControl(null);
        gate.sendControl("{}".getBytes(StandardCharsets.UTF_8));
        gate.sendControl("hello".getBytes(StandardCharsets.UTF_8));
        gate.sendControl("{\"setSwitch\":{\"id\":\"a b\",\"mode\":\"DENY\",\"by\":{},\"reason\":\"x\"}}"
                .getBytes(StandardCharsets.UTF_8));

        assertThat(gate.deadLetters(Topic.APPROVAL_COMMANDS)).hasSize(4);
        assertThat(gate.controlOutcomes()).isEmpty();
        assertThat(propose("a").status()).isEqualTo(Approval.Status.PENDING);
    }

    @Test
    void shouldTakeNoControlChangeFromOutside() {
        RecordHeaders headers = new RecordHeaders();
        EventHeaders.put(headers, EventHeaders.TYPE, EventType.GATE_CONTROL.typeName());
        byte[] value = ControlRecord.write(set(SwitchMode.OPEN));

        gate.send(Topic.TOOL_REQUESTS, null, value, headers);

        assertThat(gate.controls()).isEmpty();
        assertThat(gate.deadLetters(Topic.TOOL_REQUESTS)).hasSize(1);
    }

    private Approval propose(String call) {
        gate.request("""
                {"callId":"%s","conversationId":"%s","tool":"count_emails","arguments":{"last_n_days":5}}""".formatted(call, CONVERSATION));
        return gate.card(CONVERSATION + "/" + call);
    }

    private Approval approveReleased(String call) {
        gate.decide("bob", Verb.APPROVE, propose(call));
        return gate.card(CONVERSATION + "/" + call);
    }

    private String approveWithGrant(Approval shown, int uses) {
        CommandId id = new CommandId(UUID.randomUUID());
        gate.send(
                Topic.APPROVAL_COMMANDS,
                CONVERSATION.getBytes(StandardCharsets.UTF_8),
                CommandRecord.write(new GateCommand.DecideCall(
                        id,
                        new Voter("bob", Set.of(), false, "web"),
                        shown.conversationId(),
                        new SeenCall(
                                shown.callId(),
                                shown.argumentsDigest(),
                                shown.toolDigest().orElseThrow()),
                        Verb.APPROVE,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new GrantWish(
                                GrantWish.Scope.CONVERSATION,
                                Duration.ofMinutes(30),
                                Optional.of(uses),
                                Optional.empty())))),
                new RecordHeaders());
        return id.toString();
    }

    private static ControlCommand set(SwitchMode mode) {
        return new ControlCommand.SetSwitch(UUID.randomUUID().toString(), mode, ROOT, "looks odd");
    }

    private static ControlCommand activate(String text, Optional<Digest> replaces) {
        return new ControlCommand.ActivatePolicy(
                UUID.randomUUID().toString(), Digest.ofText(text), text, replaces, ROOT);
    }

    private static Grant grant(String id, Duration holdsFor) {
        return new Grant(
                id,
                Tools.COUNT_EMAILS.name(),
                Tools.COUNT_EMAILS.digest(),
                "default",
                GrantPattern.exactly(Tools.json("{\"last_n_days\":5}").digest()),
                Optional.of(new ConversationId(CONVERSATION)),
                Optional.empty(),
                GateDriver.START.plus(holdsFor),
                Optional.of(5),
                new Decider("bob", GateDriver.START, "web"),
                new CallKey(new ConversationId(CONVERSATION), new CallId("x")));
    }
}
