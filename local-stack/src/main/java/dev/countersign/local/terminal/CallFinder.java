package dev.countersign.local.terminal;

import dev.countersign.contract.event.Approval;
import dev.countersign.contract.id.CallKey;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the call that somebody names: {@code conversationId/callId}, or a call id that only one pending call has. */
final class CallFinder {

    private final ApprovalClient client;

    CallFinder(ApprovalClient client) {
        this.client = client;
    }

    Approval find(String name) throws IOException {
        return name.indexOf('/') >= 0 ? whole(name) : amongPending(name);
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
        List<Approval> found = client.pending(Optional.empty()).stream()
                .filter(call -> call.callId().value().equals(name))
                .toList();
        return switch (found.size()) {
            case 0 ->
                throw new RefusedByServiceException(
                        "no pending call has the id %s; name a decided one as CONVERSATION/CALL (./countersign calls --all)"
                                .formatted(Printable.line(name)));
            case 1 -> found.getFirst();
            default ->
                throw new RefusedByServiceException("%d pending calls have the id %s; name one of %s"
                        .formatted(
                                found.size(),
                                Printable.line(name),
                                found.stream()
                                        .map(call -> call.key().toString())
                                        .collect(Collectors.joining(", "))));
        };
    }
}
