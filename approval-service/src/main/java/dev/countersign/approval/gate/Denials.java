package dev.countersign.approval.gate;

import dev.countersign.approval.control.SwitchSetting;
import dev.countersign.contract.event.CatalogEntry.Annotations;
import dev.countersign.contract.event.Decider;
import dev.countersign.contract.event.PastRefusal;
import dev.countersign.contract.event.RejectedCall.Kind;
import dev.countersign.contract.event.RejectedCall.Reason;
import dev.countersign.contract.event.SwitchMode;
import java.time.Instant;
import java.util.Optional;

/** The noes that need no person. */
final class Denials {

    private Denials() {}

    /** What forbids a call now, whether it comes or is to be released. */
    static Optional<Denial> of(Annotations annotations, PolicyVerdict verdict, Circumstances now) {
        return bySwitch(now.killSwitch(), annotations, now.time()).or(() -> byRule(verdict, now.time()));
    }

    private static Optional<Denial> bySwitch(SwitchSetting setting, Annotations annotations, Instant time) {
        return switch (setting.mode()) {
            case OPEN, HOLD -> Optional.empty();
            case READ_ONLY ->
                annotations.readOnlyHint()
                        ? Optional.empty()
                        : Optional.of(denial(setting, "the kill switch lets read-only tools run only", time));
            case DENY -> Optional.of(denial(setting, "the kill switch denies every call", time));
        };
    }

    private static Denial denial(SwitchSetting setting, String what, Instant time) {
        String message = what + ", set by " + setting.by().name() + ": " + setting.reason();
        return new Denial(
                Reason.of(Kind.DENIED, Reasons.cut(message)),
                new Decider(setting.by().name(), time, "switch"));
    }

    private static Optional<Denial> byRule(PolicyVerdict verdict, Instant time) {
        return switch (verdict) {
            case PolicyVerdict.Deny deny ->
                Optional.of(new Denial(
                        Reason.of(Kind.DENIED, Reasons.cut(deny.message())), new Decider("policy", time, "policy")));
            case PolicyVerdict.Approve approve -> Optional.empty();
            case PolicyVerdict.Hold hold -> Optional.empty();
        };
    }

    /** The same call was refused before; a person is not asked again. */
    static Denial askedAgain(PastRefusal before, Instant time) {
        String who =
                before.decidedBy().map(Decider::name).map(name -> " by " + name).orElse("");
        String why = before.message().map(message -> ": " + message).orElse("");
        String message = "the same call was refused before" + who + " at " + before.at() + why;
        return new Denial(Reason.of(Kind.DENIED, Reasons.cut(message)), new Decider("gate", time, "gate"));
    }

    static boolean holdsAll(SwitchSetting setting) {
        return setting.mode() == SwitchMode.HOLD;
    }
}
