package dev.countersign.planner.conversation;

import dev.countersign.contract.event.RejectedCall;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.UnreadableException;
import java.util.Optional;

/**
 * What became of a call.
 *
 * @param output what the tool returned, or what a person answered in its place
 * @param detail the reason or error, where there is one
 * @param cause for {@link Kind#SIBLING_REJECTED}: what became of the call that took this one with it
 * @param editedArguments what a person put in place of the model's arguments, where one did and the call was released
 * @param attempt of a result: which attempt at running the tool it speaks of; 0 where there was none
 */
public record Outcome(
        Kind kind,
        Optional<CanonicalJson> output,
        Optional<String> detail,
        Optional<RejectedCall.Kind> cause,
        Optional<CanonicalJson> editedArguments,
        Optional<Integer> attempt) {

    /** The statuses of a result and the kinds of a rejection. */
    public enum Kind {
        SUCCEEDED,
        FAILED,
        REFUSED,
        UNKNOWN,
        REJECTED,
        DENIED,
        EXPIRED,
        WITHDRAWN,
        INVALID,
        ANSWERED,
        SIBLING_REJECTED
    }

    static Outcome of(ToolResult result) {
        Kind kind = switch (result.status()) {
            case SUCCEEDED -> Kind.SUCCEEDED;
            case FAILED -> Kind.FAILED;
            case REFUSED -> Kind.REFUSED;
            case UNKNOWN -> Kind.UNKNOWN;
        };
        return new Outcome(
                kind,
                result.output(),
                result.error(),
                Optional.empty(),
                result.editedArguments(),
                Optional.of(result.attempt()));
    }

    static Outcome of(RejectedCall.Reason reason) {
        return reason.kind() == RejectedCall.Kind.ANSWERED
                ? answered(reason.message().orElse(""))
                : withoutOutput(kind(reason.kind()), reason.message(), reason.cause());
    }

    /** A call that the model must put right before anyone is asked. */
    static Outcome invalid(String why) {
        return withoutOutput(Kind.INVALID, Optional.of(why), Optional.empty());
    }

    /** A sound call of a message that was not sent because of another one. */
    static Outcome siblingOfInvalid() {
        return withoutOutput(Kind.SIBLING_REJECTED, Optional.empty(), Optional.of(RejectedCall.Kind.INVALID));
    }

    /** A call of which nobody has spoken for longer than anybody may take. */
    static Outcome unheard() {
        return withoutOutput(Kind.UNKNOWN, Optional.of("no outcome came"), Optional.empty());
    }

    /** The same without what it carries, for a conversation that has no room for it. */
    Outcome emptied() {
        return new Outcome(
                kind,
                Optional.empty(),
                Optional.of("left out: the conversation is too long"),
                cause,
                Optional.empty(),
                attempt);
    }

    /** Whether the call was kept from running by a person, the policy, the clock or its asker. */
    boolean notApproved() {
        return switch (kind) {
            case REJECTED, DENIED, EXPIRED, WITHDRAWN -> true;
            case SIBLING_REJECTED -> cause.filter(Outcome::stops).isPresent();
            case SUCCEEDED, FAILED, REFUSED, UNKNOWN, INVALID, ANSWERED -> false;
        };
    }

    /** Whether there is an output to answer with. */
    boolean answers() {
        return switch (kind) {
            case SUCCEEDED, ANSWERED -> true;
            case FAILED, REFUSED, UNKNOWN, REJECTED, DENIED, EXPIRED, WITHDRAWN, INVALID, SIBLING_REJECTED -> false;
        };
    }

    /** Whether the call was released and brought no output. */
    boolean failed() {
        return switch (kind) {
            case FAILED, REFUSED, UNKNOWN -> true;
            case SUCCEEDED, ANSWERED, REJECTED, DENIED, EXPIRED, WITHDRAWN, INVALID, SIBLING_REJECTED -> false;
        };
    }

    /** Whether the call was released and its tool not even started. */
    boolean neverStarted() {
        return attempt.filter(each -> each == 0).isPresent();
    }

    private static boolean stops(RejectedCall.Kind kind) {
        return switch (kind) {
            case REJECTED, DENIED, EXPIRED, WITHDRAWN -> true;
            case INVALID, ANSWERED, SIBLING_REJECTED -> false;
        };
    }

    private static Outcome withoutOutput(Kind kind, Optional<String> detail, Optional<RejectedCall.Kind> cause) {
        return new Outcome(kind, Optional.empty(), detail, cause, Optional.empty(), Optional.empty());
    }

    private static Outcome answered(String answer) {
        return new Outcome(
                Kind.ANSWERED,
                Optional.of(value(answer)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * An answer as a tool would have given it. The gate writes a text as it stands and any other value in canonical form,
     * so what is no such form is a text, and nothing that a person wrote is put differently.
     */
    private static CanonicalJson value(String answer) {
        try {
            CanonicalJson json = CanonicalJson.parse(answer);
            if (json.text().equals(answer) && !answer.startsWith("\"")) {
                return json;
            }
        } catch (UnreadableException e) {
            // A text, like most answers.
        }
        return CanonicalJson.ofValue(Encodable.text(answer));
    }

    private static Kind kind(RejectedCall.Kind kind) {
        return switch (kind) {
            case REJECTED -> Kind.REJECTED;
            case DENIED -> Kind.DENIED;
            case EXPIRED -> Kind.EXPIRED;
            case WITHDRAWN -> Kind.WITHDRAWN;
            case INVALID -> Kind.INVALID;
            case ANSWERED -> Kind.ANSWERED;
            case SIBLING_REJECTED -> Kind.SIBLING_REJECTED;
        };
    }
}
