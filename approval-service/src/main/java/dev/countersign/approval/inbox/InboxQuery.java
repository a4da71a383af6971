package dev.countersign.approval.inbox;

import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.RejectedCall;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.json.CanonicalJson;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which calls a page shows.
 *
 * @param listed under any of these
 * @param conversation of this one
 * @param tool of this name
 * @param requester asked for by this one, as claimed
 * @param text somewhere in ids, tool, requester, prompt, arguments or reason, whatever the case
 * @param after behind this place
 * @param limit at most so many, 1 to {@value #MAX_LIMIT}
 */
record InboxQuery(
        Set<Listed> listed,
        Optional<ConversationId> conversation,
        Optional<String> tool,
        Optional<String> requester,
        Optional<String> text,
        Optional<Place> after,
        int limit) {
    static final int MAX_LIMIT = 200;
    static final int DEFAULT_LIMIT = 50;

    InboxQuery {
        listed = Set.copyOf(listed);
        text = text.map(sought -> sought.toLowerCase(Locale.ROOT));
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit lies from 1 to " + MAX_LIMIT);
        }
    }

    boolean pendingOnly() {
        return !listed.isEmpty() && Listed.PENDING.containsAll(listed);
    }

    boolean unknownOnly() {
        return listed.equals(Set.of(Listed.UNKNOWN));
    }

    boolean matches(CallEntry entry) {
        return listed.contains(entry.listed())
                && conversation.map(entry.key().conversationId()::equals).orElse(true)
                && tool.map(entry.tool().value()::equals).orElse(true)
                && (requester.isEmpty() || requester.equals(entry.requester()))
                && text.map(sought -> contains(entry.approval(), sought)).orElse(true);
    }

    private static boolean contains(Approval approval, String sought) {
        return Stream.of(
                        Optional.of(approval.key().toString()),
                        Optional.of(approval.tool().value()),
                        Optional.of(approval.arguments().text()),
                        approval.originalArguments().map(CanonicalJson::text),
                        approval.requester(),
                        approval.prompt(),
                        approval.reason().flatMap(RejectedCall.Reason::message))
                .flatMap(Optional::stream)
                .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(sought));
    }
}
