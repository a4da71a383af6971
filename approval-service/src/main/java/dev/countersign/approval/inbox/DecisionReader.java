package dev.countersign.approval.inbox;

import dev.countersign.approval.edge.Problem;
import dev.countersign.approval.edge.RequestBody;
import dev.countersign.approval.gate.CommandId;
import dev.countersign.approval.gate.GateCommand.DecideCall;
import dev.countersign.approval.gate.GateCommand.DecideTurn;
import dev.countersign.approval.gate.SeenCall;
import dev.countersign.approval.gate.Voter;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.event.Turn;
import dev.countersign.contract.event.Verb;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.TurnId;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes commands of the bodies of decisions. What does not go with a verb is refused by name: an approval that carries
 * something else than consent must not pass as plain consent.
 */
final class DecisionReader {
    private final CommandId id;
    private final Voter voter;

    DecisionReader(CommandId id, Voter voter) {
        this.id = id;
        this.voter = voter;
    }

    DecideCall call(CallKey key, CallDecision decision) {
        Verb verb = verb(decision.decision());
        onlyWith("arguments", decision.arguments(), verb, Set.of(Verb.EDIT));
        onlyWith("answer", decision.answer(), verb, Set.of(Verb.RESPOND));
        onlyWith("grant", decision.grant(), verb, Set.of(Verb.APPROVE, Verb.EDIT));
        SeenCall seen = new SeenCall(
                key.callId(),
                RequestBody.require("argumentsDigest", decision.argumentsDigest()),
                RequestBody.require("toolDigest", decision.toolDigest()));
        return new DecideCall(
                id,
                voter,
                key.conversationId(),
                seen,
                verb,
                verb == Verb.EDIT ? Optional.of(arguments(decision.arguments())) : Optional.empty(),
                verb == Verb.RESPOND ? Optional.of(answer(decision.answer())) : Optional.empty(),
                Parameters.reason(decision.reason()),
                decision.grant().map(GrantOffer::wish));
    }

    DecideTurn turn(ConversationId conversation, TurnId turn, TurnDecision decision) {
        Verb verb = verb(decision.decision());
        if (verb != Verb.APPROVE && verb != Verb.REJECT) {
            throw Problem.badRequest(
                            "decision",
                            "decision is approve or reject for calls of a turn; " + "edit and respond take one call")
                    .asException();
        }
        List<SeenCall> calls = RequestBody.require("calls", decision.calls()).entrySet().stream()
                .map(DecisionReader::seen)
                .toList();
        if (calls.isEmpty() || calls.size() > Turn.MAX_SIZE) {
            throw Problem.badRequest("calls", "calls lists 1 to 64 calls").asException();
        }
        return new DecideTurn(id, voter, conversation, turn, calls, verb, Parameters.reason(decision.reason()));
    }

    private static Verb verb(Optional<String> decision) {
        return switch (RequestBody.require("decision", decision)) {
            case "approve" -> Verb.APPROVE;
            case "edit" -> Verb.EDIT;
            case "reject" -> Verb.REJECT;
            case "respond" -> Verb.RESPOND;
            default ->
                throw Problem.badRequest("decision", "decision is approve, edit, reject or respond")
                        .asException();
        };
    }

    private static void onlyWith(String field, Optional<?> member, Verb verb, Set<Verb> verbs) {
        if (member.isPresent() && !verbs.contains(verb)) {
            throw Problem.badRequest(
                            field, field + " does not go with " + verb.name().toLowerCase(Locale.ROOT))
                    .asException();
        }
    }

    private static CanonicalJson arguments(Optional<CanonicalJson> arguments) {
        CanonicalJson given = RequestBody.require("arguments", arguments);
        if (!given.isObject()) {
            throw Problem.badRequest("arguments", "arguments is a JSON object").asException();
        }
        return within("arguments", given.text(), ToolRequest.MAX_ARGUMENTS_BYTES, given);
    }

    /** A string speaks for itself; everything else is told as JSON. */
    private static String answer(Optional<CanonicalJson> answer) {
        CanonicalJson given = RequestBody.require("answer", answer);
        String text = given.text().startsWith("\"") ? content(given) : given.text();
        return within("answer", text, DecideCall.MAX_ANSWER, text);
    }

    private static String content(CanonicalJson string) {
        try {
            return JsonCodec.read(string.text().getBytes(StandardCharsets.UTF_8), String.class);
        } catch (UnreadableException e) {
            throw new IllegalStateException("canonical JSON is readable", e);
        }
    }

    private static <T> T within(String field, String text, int maxBytes, T value) {
        if (text.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            throw Problem.badRequest(field, field + " has more than " + maxBytes + " bytes")
                    .asException();
        }
        return value;
    }

    private static SeenCall seen(Map.Entry<String, TurnDecision.Seen> call) {
        String at = "calls." + call.getKey();
        try {
            return new SeenCall(
                    new CallId(call.getKey()),
                    RequestBody.require(at + ".argumentsDigest", call.getValue().argumentsDigest()),
                    RequestBody.require(at + ".toolDigest", call.getValue().toolDigest()));
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("calls", "calls has a name that is no call id")
                    .asException();
        }
    }
}
