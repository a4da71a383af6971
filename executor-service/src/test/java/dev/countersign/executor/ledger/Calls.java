package dev.countersign.executor.ledger;

import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.Digest;
import dev.countersign.executor.ledger.LedgerCommand.Permit;
import dev.countersign.executor.ledger.LedgerEntry.Started;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What the core's tests talk about. */
final class Calls {

    static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    static final Instant NOT_AFTER = NOON.plus(Duration.ofHours(1));
    static final Duration TIMEOUT = Duration.ofSeconds(5);
    static final Duration GRACE = Duration.ofSeconds(6);
    static final Duration SKEW = Duration.ofSeconds(30);
    static final String INSTANCE = "executor-service-0";

    private Calls() {}

    static LedgerCall call() {
        return call(Optional.empty());
    }

    /** The call after a person changed its arguments. */
    static LedgerCall edited() {
        return call(Optional.of(Digest.ofText("proposed")));
    }

    private static LedgerCall call(Optional<Digest> proposed) {
        return new LedgerCall(
                new ConversationId("c-1"),
                new CallId("call_0"),
                Optional.empty(),
                new ToolName("send_email"),
                CanonicalJson.EMPTY_OBJECT,
                proposed,
                Digest.ofText("entry"),
                NOT_AFTER,
                Optional.of("00-trace"));
    }

    static Permit granted(int maxAttempts) {
        return new Permit.Granted(new RunPolicy(TIMEOUT, maxAttempts));
    }

    static Started started(int attempt, int maxAttempts) {
        return started(attempt, maxAttempts, INSTANCE);
    }

    static Started started(int attempt, int maxAttempts, String instance) {
        return new Started(call(), attempt, maxAttempts, instance, NOON, NOON.plus(TIMEOUT), attempt > 1);
    }
}
