package dev.countersign.local.terminal;

import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.Turn;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.TurnId;
import dev.countersign.contract.json.Digest;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Pending calls that are decided together: those of one model message, or a single call that belongs to none.
 *
 * @param calls at least one, in the model's order
 */
record PendingTurn(List<Approval> calls) {

    PendingTurn {
        calls = calls.stream()
                .sorted(Comparator.comparing(
                        call -> call.turn().map(Turn::index).orElse(0)))
                .toList();
        if (calls.isEmpty()) {
            throw new IllegalArgumentException("a turn has a call");
        }
    }

    private record Together(ConversationId conversation, Optional<TurnId> turn, Optional<CallId> call) {}

    /** The turns of which every call has come, the oldest first. */
    static List<PendingTurn> of(List<Approval> pending) {
        return pending.stream()
                .sorted(Comparator.comparing(Approval::requestedAt))
                .collect(Collectors.groupingBy(PendingTurn::together, LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(PendingTurn::new)
                .filter(PendingTurn::isWhole)
                .toList();
    }

    ConversationId conversation() {
        return calls.getFirst().conversationId();
    }

    /** What the person was shown, so that a changed call is shown again and an unchanged one is not. */
    Map<CallId, String> shown() {
        Map<CallId, String> shown = new LinkedHashMap<>();
        calls.forEach(call -> shown.put(
                call.callId(),
                call.argumentsDigest().value()
                        + call.toolDigest().map(Digest::value).orElse("")));
        return shown;
    }

    String decisionPath() {
        Approval first = calls.getFirst();
        String conversation = "/api/conversations/" + first.conversationId();
        return first.turn()
                .map(turn -> "%s/turns/%s/decision".formatted(conversation, turn.id()))
                .orElseGet(() -> "%s/calls/%s/decision".formatted(conversation, first.callId()));
    }

    /** The body of the decision: it carries the digests of exactly what was shown. */
    Map<String, Object> decision(boolean approve) {
        Map<String, Object> body = new TreeMap<>();
        body.put("decision", approve ? "approve" : "reject");
        if (calls.getFirst().turn().isPresent()) {
            Map<String, Object> digests = new TreeMap<>();
            calls.forEach(call -> digests.put(call.callId().value(), digests(call)));
            body.put("calls", digests);
        } else {
            body.putAll(digests(calls.getFirst()));
        }
        return body;
    }

    private static Map<String, Object> digests(Approval call) {
        Map<String, Object> digests = new TreeMap<>();
        digests.put("argumentsDigest", call.argumentsDigest());
        call.toolDigest().ifPresent(digest -> digests.put("toolDigest", digest));
        return digests;
    }

    private boolean isWhole() {
        int size = calls.getFirst().turn().map(Turn::size).orElse(1);
        return calls.stream().anyMatch(call -> 1 + call.siblings().size() >= size);
    }

    private static Together together(Approval call) {
        return new Together(
                call.conversationId(),
                call.turn().map(Turn::id),
                call.turn().isPresent() ? Optional.empty() : Optional.of(call.callId()));
    }
}
