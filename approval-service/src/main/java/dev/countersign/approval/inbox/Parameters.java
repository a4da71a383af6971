package dev.countersign.approval.inbox;

import dev.countersign.approval.edge.Problem;
import dev.countersign.approval.gate.Reasons;
import dev.countersign.contract.event.Approval;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.TurnId;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads what stands in paths and queries; a value that cannot be is a problem that names its parameter. */
final class Parameters {
    private static final int MAX_TEXT = 256;
    private static final String PENDING = "pending";
    private static final String DECIDED = "decided";
    private static final String SETTLED = "settled";

    private Parameters() {}

    static CallKey call(String conversationId, String callId) {
        return new CallKey(conversation(conversationId), read("callId", callId, CallId::new));
    }

    static ConversationId conversation(String conversationId) {
        return conversation("conversationId", conversationId);
    }

    static ConversationId conversation(String parameter, String conversationId) {
        return read(parameter, conversationId, ConversationId::new);
    }

    static TurnId turn(String turnId) {
        return read("turnId", turnId, TurnId::new);
    }

    /**
     * {@code pending} (claimed ones, too), {@code decided}, {@code settled} (unknown, and settled since), or names of
     * states in any case, with commas between.
     */
    static Set<Listed> statuses(Optional<String> status) {
        return status.map(names -> Arrays.stream(names.split(",", -1))
                        .flatMap(name -> named(name.strip()).stream())
                        .collect(Collectors.toSet()))
                .orElse(Listed.ALL);
    }

    static Optional<String> text(String parameter, Optional<String> text) {
        text.filter(value -> value.length() > MAX_TEXT).ifPresent(value -> {
            throw Problem.badRequest(parameter, parameter + " has more than " + MAX_TEXT + " characters")
                    .asException();
        });
        return text.filter(value -> !value.isBlank());
    }

    /** A reason that people give, in a query or a body; absent where it is blank. */
    static Optional<String> reason(Optional<String> reason) {
        if (reason.filter(text -> text.length() > Reasons.MAX_LENGTH).isPresent()) {
            throw Problem.badRequest("reason", "reason has more than " + Reasons.MAX_LENGTH + " characters")
                    .asException();
        }
        return reason.map(String::strip).filter(text -> !text.isEmpty());
    }

    static Optional<Place> cursor(Optional<String> cursor) {
        return cursor.map(text -> Place.ofCursor(text)
                .orElseThrow(() -> Problem.badRequest("cursor", "cursor is not one that this service gave")
                        .asException()));
    }

    static int limit(Optional<String> limit) {
        return limit.map(text -> {
                    if (!text.matches("\\d{1,4}")
                            || Integer.parseInt(text) < 1
                            || Integer.parseInt(text) > InboxQuery.MAX_LIMIT) {
                        throw Problem.badRequest("limit", "limit is a number from 1 to " + InboxQuery.MAX_LIMIT)
                                .asException();
                    }
                    return Integer.parseInt(text);
                })
                .orElse(InboxQuery.DEFAULT_LIMIT);
    }

    private static Set<Listed> named(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case PENDING -> Listed.PENDING;
            case DECIDED -> Listed.DECIDED;
            case SETTLED -> Set.of(Listed.SETTLED);
            default -> Set.of(Listed.of(status(name)));
        };
    }

    private static Approval.Status status(String name) {
        return Arrays.stream(Approval.Status.values())
                .filter(status -> status.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> Problem.badRequest(
                                "status", "status is pending, decided, settled, or names of states with commas between")
                        .asException());
    }

    private static <T> T read(String parameter, String text, Function<String, T> reader) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(parameter, parameter + ": " + e.getMessage())
                    .asException();
        }
    }
}
