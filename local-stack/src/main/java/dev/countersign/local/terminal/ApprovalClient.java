package dev.countersign.local.terminal;

import dev.countersign.contract.event.Approval;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The inbox of approval-service, as one person sees it. */
final class ApprovalClient {

    private static final int MOST_PAGES = 200;
    private static final String PENDING = "pending";

    private final ServiceConnection service;

    ApprovalClient(ServiceConnection service) {
        this.service = service;
    }

    private record Page(List<Approval> items, Optional<String> next) {}

    /**
     * Pending calls, newest first.
     *
     * @param of the conversation that they are of; empty: of all
     * @throws IOException when the service cannot be reached now
     */
    List<Approval> pending(Optional<ConversationId> of) throws IOException {
        return calls(Optional.of(PENDING), of);
    }

    /**
     * Calls, newest first.
     *
     * @param status names of states with commas between, as the API has them; empty: all
     */
    List<Approval> calls(Optional<String> status, Optional<ConversationId> of) throws IOException {
        List<Approval> all = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        for (int page = 0; page < MOST_PAGES; page++) {
            Page found = page(status, of, cursor);
            all.addAll(found.items());
            if (found.next().isEmpty()) {
                return all;
            }
            cursor = found.next();
        }
        return all;
    }

    /** One call, if there is one. */
    Optional<Approval> call(CallKey key) throws IOException {
        Reply reply = service.get(path(key));
        return reply.isNotFound()
                ? Optional.empty()
                : Optional.of(reply.orRefused().read(Approval.class));
    }

    /** Sends a decision about a turn, or about a call that has none; repeated, it gets the first one's answer. */
    Reply decide(PendingTurn turn, boolean approve) throws IOException {
        return service.send("POST", turn.decisionPath(), Optional.of(turn.decision(approve)));
    }

    static String path(CallKey key) {
        return "/api/conversations/%s/calls/%s".formatted(key.conversationId(), key.callId());
    }

    private Page page(Optional<String> status, Optional<ConversationId> of, Optional<String> cursor)
            throws IOException {
        String query = "/api/approvals?limit=50"
                + status.map(names -> "&status=" + ServiceConnection.encoded(names))
                        .orElse("")
                + of.map(id -> "&conversation=" + ServiceConnection.encoded(id.value()))
                        .orElse("")
                + cursor.map(at -> "&cursor=" + ServiceConnection.encoded(at)).orElse("");
        return service.get(query).orRefused().read(Page.class);
    }
}
