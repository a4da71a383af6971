package dev.countersign.local.terminal;

import dev.countersign.contract.event.Approval;
import dev.countersign.contract.id.CallKey;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds the call that somebody names: {@code conversationId/callId}, or a call id that only one of those calls has that
 * the command is for.
 */
final class CallFinder {

    private final ApprovalClient client;

    CallFinder(ApprovalClient client) {
        this.client = client;
    }

    Approval find(String name) throws IOException {
        return name.indexOf('/') >= 0 ? whole(name) : amongPending(name);
    }

    /** A call whose outcome is unknown, where it is named by its own id alone. */
    Approval findUnknown(String name) throws IOException {
        return name.indexOf('/') >= 0
                ? whole(name)
                : among(client.calls(Optional.of("unknown"), Optional.empty()), name, "unsettled");
    }

    CallKey key(String name) throws IOException {
        return name.indexOf('/') >= 0 ? CallKey.parse(name) : amongPending(name).key();
    }

    private Approval whole(String name) throws IOException {
        return client.call(CallKey.parse(name))
                .orElseThrow(() -> new RefusedByServiceException(
                        "there is no call %s; ./countersign calls --all lists them".formatted(Printable.line(name))));
    }

    private Approval amongPending(String name) throws IOException {
        return among(client.pending(Optional.empty()), name, "pending");
    }

    private static Approval among(List<Approval> calls, String name, String kind) {
        List<Approval> found = calls.stream()
                .filter(call -> call.callId().value().equals(name))
                .toList();
        return switch (found.size()) {
            case 0 ->
                throw new RefusedByServiceException(
                        "no %s call has the id %s; name another as CONVERSATION/CALL (./countersign calls --all)"
                                .formatted(kind, Printable.line(name)));
            case 1 -> found.getFirst();
            default ->
                throw new RefusedByServiceException("%d %s calls have the id %s; name one of %s"
                        .formatted(
                                found.size(),
                                kind,
                                Printable.line(name),
                                found.stream()
                                        .map(call -> call.key().toString())
                                        .collect(Collectors.joining(", "))));
        };
    }
}
