package dev.countersign.executor.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.Digest;
import dev.countersign.executor.execution.OwnedPartition.Look;
import dev.countersign.executor.ledger.LedgerCall;
import dev.countersign.executor.ledger.LedgerEntry.Started;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class OwnedPartitionTest {

    private static final Instant AT = Instant.parse("2026-11-24T12:00:00Z");
    private static final CatchUp END = new CatchUp(CompletableFuture.completedFuture(0L));

    private final OwnedPartition partition = new OwnedPartition(0, END);

    @Test
    void shouldTakeForLostOnlyWhatTheLookWasAbout() {
        Started fenced = started("1", "executor-service-1");
        Started overdueMeanwhile = started("2", "executor-service-2");
        partition.look(new Look(END, Set.of(fenced)));

        assertThat(partition.isLost(fenced)).isFalse();
        partition.looked();
        partition.retainLost(List.of(fenced, overdueMeanwhile));

        assertThat(partition.isLost(fenced)).isTrue();
        assertThat(partition.isLost(overdueMeanwhile)).isFalse();
        assertThat(partition.mayLook(AT)).isTrue();
    }

    @Test
    void shouldTakeNothingForLostAfterALookThatFailed() {
        Started started = started("1", "executor-service-1");
        partition.look(new Look(END, Set.of(started)));

        partition.overlooked(AT.plusSeconds(1));

        assertThat(partition.isLost(started)).isFalse();
        assertThat(partition.mayLook(AT)).isFalse();
        assertThat(partition.mayLook(AT.plusSeconds(1))).isTrue();
    }

    private static Started started(String id, String instance) {
        LedgerCall call = new LedgerCall(
                new ConversationId("c"),
                new CallId(id),
                Optional.empty(),
                new ToolName("again"),
                CanonicalJson.EMPTY_OBJECT,
                Optional.empty(),
                Digest.ofText("tool"),
                AT,
                Optional.empty());
        return new Started(call, 1, 1, instance, AT, AT.plusSeconds(1), false);
    }
}
