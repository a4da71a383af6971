package dev.countersign.approval.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.countersign.contract.event.Decider;
import dev.countersign.contract.event.SwitchMode;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every control change in every state. */
class ControlMachineTest {
    private static final Instant EDGE = Instant.parse("2026-11-24T12:00:00Z");
    private static final Instant NOW = EDGE.plusMillis(40);
    private static final Instant EXPIRY = NOW.plusSeconds(60);
    private static final Decider ROOT = new Decider("root", EDGE, "http");
    private static final String OLD_TEXT = "version: 1\nrules: []\n";
    private static final String NEW_TEXT = "version: 1\nrules: []\n# new\n";
    private static final Digest OLD = Digest.ofText(OLD_TEXT);
    private static final Digest NEW = Digest.ofText(NEW_TEXT);
    private static final Grant GRANT = grant("g-1", EXPIRY);
    private static final Unfinished OUT_OF_REACH =
            new Unfinished(2, List.of(CallKey.parse("c/a"), CallKey.parse("c/b")));

    private static final Optional<KnownGrant> HOLDING = Optional.of(new KnownGrant.Holding(GRANT));
    private static final Optional<KnownGrant> REVOKED = Optional.of(new KnownGrant.Revoked(EXPIRY));
    private static final ControlCommand MAKE = new ControlCommand.MakeGrant("g-1", GRANT);
    private static final ControlCommand REVOKE =
            new ControlCommand.RevokeGrant("id", "g-1", ROOT, Optional.of("enough"));

    static Stream<Arguments> transitions() {
        ControlState nothing = ControlState.UNCHANGED;
        return Stream.of(
                Arguments.of("make, unknown", nothing, MAKE, NOW, "GrantAdded", "applied"),
                Arguments.of("make, holding", knows(HOLDING), MAKE, NOW, "", "applied"),
                Arguments.of("make, revoked", knows(REVOKED), MAKE, NOW, "", "applied"),
                Arguments.of("make, just before expiry", nothing, MAKE, EXPIRY.minusMillis(1), "GrantAdded", "applied"),
                Arguments.of("make, at expiry", nothing, MAKE, EXPIRY, "", "EXPIRED"),
                Arguments.of("make, the 1,000th", full(999, 0), MAKE, NOW, "GrantAdded", "applied"),
                Arguments.of("make, the 1,001st", full(1_000, 0), MAKE, NOW, "", "TOO_MANY_GRANTS"),
                Arguments.of("make, the 100th of the tool", full(99, 99), MAKE, NOW, "GrantAdded", "applied"),
                Arguments.of("make, the 101st of the tool", full(100, 100), MAKE, NOW, "", "TOO_MANY_GRANTS"),
                Arguments.of("revoke, unknown", nothing, REVOKE, NOW, "", "NOT_FOUND"),
                Arguments.of("revoke, holding", knows(HOLDING), REVOKE, NOW, "GrantRevoked", "applied"),
                Arguments.of("revoke, revoked", knows(REVOKED), REVOKE, NOW, "", "applied"),
                Arguments.of("revoke, at expiry", knows(HOLDING), REVOKE, EXPIRY, "", "NOT_FOUND"),
                Arguments.of("revoke, revoked, at expiry", knows(REVOKED), REVOKE, EXPIRY, "", "NOT_FOUND"),
                Arguments.of("activate, none", nothing, activate(Optional.empty()), NOW, "PolicyActivated", "applied"),
                Arguments.of(
                        "activate, another",
                        has(OLD_TEXT),
                        activate(Optional.empty()),
                        NOW,
                        "PolicyActivated",
                        "applied"),
                Arguments.of("activate, the same", has(NEW_TEXT), activate(Optional.empty()), NOW, "", "applied"),
                Arguments.of(
                        "replace, as expected",
                        has(OLD_TEXT),
                        activate(Optional.of(OLD)),
                        NOW,
                        "PolicyActivated",
                        "applied"),
                Arguments.of("replace, done already", has(NEW_TEXT), activate(Optional.of(OLD)), NOW, "", "applied"),
                Arguments.of("replace, another", has("else"), activate(Optional.of(OLD)), NOW, "", "OTHER_POLICY"),
                Arguments.of("replace, none", nothing, activate(Optional.of(OLD)), NOW, "", "OTHER_POLICY"),
                Arguments.of("set the switch", nothing, set(SwitchMode.DENY), NOW, "SwitchSet", "applied"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("transitions")
    void shouldFollowTheTable(
            String name, ControlState state, ControlCommand command, Instant time, String event, String reply) {
        ControlDecision decision = ControlMachine.decide(state, command, at(time));

        assertThat(decision.event().map(it -> it.getClass().getSimpleName()).orElse(""))
                .isEqualTo(event);
        assertThat(reply(decision.outcome())).isEqualTo(reply);
        assertThat(decision.outcome().commandId()).isEqualTo(command.id());
        assertThat(decision.outcome().partition()).isEqualTo(3);
    }

    @Test
    void shouldKeepTheBrokersTimeInPlaceOfTheEdges() {
        ControlDecision decision = ControlMachine.decide(ControlState.UNCHANGED, set(SwitchMode.HOLD), at(NOW));

        SwitchSetting setting = new SwitchSetting(SwitchMode.HOLD, new Decider("root", NOW, "http"), "looks odd");
        assertThat(decision.event()).contains(new ControlEvent.SwitchSet(setting));
        assertThat(decision.outcome().holds().killSwitch()).contains(setting);
    }

    @Test
    void shouldSayWhatItCanNoLongerStopExceptOfAGrant() {
        assertThat(ControlMachine.decide(ControlState.UNCHANGED, set(SwitchMode.DENY), at(NOW))
                        .outcome())
                .isInstanceOfSatisfying(
                        ControlOutcome.Applied.class,
                        it -> assertThat(it.released()).contains(OUT_OF_REACH));
        assertThat(ControlMachine.decide(ControlState.UNCHANGED, MAKE, at(NOW)).outcome())
                .isInstanceOfSatisfying(
                        ControlOutcome.Applied.class,
                        it -> assertThat(it.released()).isEmpty());
    }

    @Test
    void shouldSayWhichPolicyHoldsInPlaceOfTheExpectedOne() {
        ControlDecision decision = ControlMachine.decide(has("else"), activate(Optional.of(OLD)), at(NOW));

        assertThat(decision.outcome().holds().policyVersion()).contains(Digest.ofText("else"));
        assertThat(decision.outcome())
                .isInstanceOfSatisfying(
                        ControlOutcome.Refused.class,
                        refused -> assertThat(refused.message())
                                .contains(Digest.ofText("else").value()));
    }

    @Test
    void shouldRefuseCommandsThatContradictThemselves() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ControlCommand.ActivatePolicy("id", OLD, NEW_TEXT, Optional.empty(), ROOT));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ControlCommand.SetSwitch("id", SwitchMode.DENY, ROOT, " "));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ControlCommand.RevokeGrant("id", "a/b", ROOT, Optional.empty()));
        String tooLong = "#".repeat(ControlCommand.MAX_POLICY + 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ControlCommand.ActivatePolicy(
                        "id", Digest.ofText(tooLong), tooLong, Optional.empty(), ROOT));
    }

    private static String reply(ControlOutcome outcome) {
        return switch (outcome) {
            case ControlOutcome.Applied applied -> "applied";
            case ControlOutcome.Refused refused -> refused.kind().name();
        };
    }

    private static ControlMachine.Arrival at(Instant time) {
        return new ControlMachine.Arrival(3, time, OUT_OF_REACH);
    }

    private static ControlState knows(Optional<KnownGrant> grant) {
        return new ControlState(SwitchSetting.UNSET, Optional.empty(), grant, 1, 1);
    }

    private static ControlState full(int grants, int ofTool) {
        return new ControlState(SwitchSetting.UNSET, Optional.empty(), Optional.empty(), grants, ofTool);
    }

    private static ControlState has(String text) {
        ActivePolicy policy = new ActivePolicy(Digest.ofText(text), text, ROOT);
        return new ControlState(SwitchSetting.UNSET, Optional.of(policy), Optional.empty(), 0, 0);
    }

    private static ControlCommand set(SwitchMode mode) {
        return new ControlCommand.SetSwitch("id", mode, ROOT, "looks odd");
    }

    private static ControlCommand activate(Optional<Digest> replaces) {
        return new ControlCommand.ActivatePolicy("id", NEW, NEW_TEXT, replaces, ROOT);
    }

    static Grant grant(String id, Instant expiresAt) {
        return new Grant(
                id,
                new ToolName("count_emails"),
                Digest.ofText("tool"),
                "default",
                GrantPattern.exactly(Digest.ofText("arguments")),
                Optional.empty(),
                Optional.of("alice"),
                expiresAt,
                Optional.empty(),
                new Decider("bob", expiresAt.minus(Duration.ofHours(1)), "web"),
                new CallKey(new ConversationId("c"), new CallId("a")));
    }
}
