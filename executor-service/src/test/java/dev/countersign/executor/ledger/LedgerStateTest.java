package dev.countersign.executor.ledger;

import static dev.countersign.executor.ledger.Calls.INSTANCE;
import static dev.countersign.executor.ledger.Calls.NOON;
import static dev.countersign.executor.ledger.Calls.NOT_AFTER;
import static dev.countersign.executor.ledger.Calls.call;
import static dev.countersign.executor.ledger.Calls.started;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.event.ToolResult.Status;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ToolName;
import dev.countersign.executor.ledger.LedgerEntry.Backoff;
import dev.countersign.executor.ledger.LedgerEntry.Deferred;
import dev.countersign.executor.ledger.LedgerEntry.Finished;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LedgerStateTest {

    private static final CallKey KEY = call().key();
    private static final Finished FINISHED = new Finished(KEY, NOT_AFTER, Status.SUCCEEDED, 1, INSTANCE, NOON);

    private final LedgerState state = new LedgerState();

    @Test
    void shouldKeepTheNewerEntryWhenAnOlderOneIsReadAfterIt() {
        state.apply(8, KEY, Optional.of(FINISHED));

        state.apply(7, KEY, Optional.of(started(1, 1)));

        assertThat(state.find(KEY)).hasValue(FINISHED);
        assertThat(state.started()).isEmpty();
    }

    @Test
    void shouldNotBringBackWhatWasDroppedWhenAnOlderEntryIsReadAfterIt() {
        state.apply(7, KEY, Optional.of(FINISHED));
        state.apply(9, KEY, Optional.empty());

        state.apply(7, KEY, Optional.of(FINISHED));

        assertThat(state.find(KEY)).isEmpty();
        state.readUpTo(10);
        assertThat(state.size()).isZero();
    }

    @Test
    void shouldListWhoseNextAttemptIsDueTheLongestDueFirst() {
        Backoff early = backoff(NOON.plusSeconds(1));
        Backoff late = backoff(NOON.plusSeconds(2));
        ToolName tool = call().tool();

        state.apply(1, KEY, Optional.of(late));
        assertThat(state.backoffTools()).containsExactly(tool);
        assertThat(state.due(tool, NOON.plusMillis(1_999))).isEmpty();
        assertThat(state.due(tool, NOON.plusSeconds(2))).containsExactly(late);

        state.apply(2, KEY, Optional.of(early));
        assertThat(state.due(tool, NOON.plusSeconds(9))).containsExactly(early);

        state.apply(3, KEY, Optional.of(started(2, 2)));
        assertThat(state.backoffTools()).isEmpty();
        assertThat(state.due(tool, NOON.plusSeconds(9))).isEmpty();
    }

    private static Backoff backoff(Instant due) {
        return new Backoff(call(), 1, 2, INSTANCE, NOON, NOON, due, "busy", false);
    }

    @Test
    void shouldListWhatIsOpenAndWhatMayBeForgotten() {
        Deferred deferred = new Deferred(call(), NOON);

        state.apply(1, KEY, Optional.of(deferred));
        assertThat(state.deferred(call().tool())).containsExactly(deferred);
        assertThat(state.isDeferred(call().tool())).isTrue();

        state.apply(2, KEY, Optional.of(started(1, 1)));
        assertThat(state.isDeferred(call().tool())).isFalse();
        assertThat(state.started()).containsExactly(started(1, 1));

        state.apply(3, KEY, Optional.of(FINISHED));
        assertThat(state.started()).isEmpty();
        assertThat(state.closedBefore(NOT_AFTER)).isEmpty();
        assertThat(state.closedBefore(NOT_AFTER.plusMillis(1))).containsExactly(KEY);

        state.apply(4, KEY, Optional.empty());
        assertThat(state.closedBefore(NOT_AFTER.plusMillis(1))).isEmpty();
    }
}
