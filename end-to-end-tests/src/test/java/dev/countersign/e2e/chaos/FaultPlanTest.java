package dev.countersign.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
    @Test
    void shouldBeTheSameForTheSameSeed() {
        assertThat(FaultPlan.of(4711, 40)).isEqualTo(FaultPlan.of(4711, 40));
        assertThat(FaultPlan.of(4711, 40)).hasToString(FaultPlan.of(4711, 40).toString());
        assertThat(FaultPlan.of(4711, 40)).isNotEqualTo(FaultPlan.of(4712, 40));
    }

    @Test
    void shouldStayTheSameFromOneVersionToTheNext() {
        assertThat(FaultPlan.of(1, 2).faults())
                .extracting(Fault::toString)
                .containsExactly(
                        "#1 at 5.0 s: GATE_PAUSED GATE_1 for 11.0 s",
                        "#2 at 6.1 s: EXECUTOR_PAUSED EXECUTOR_1 for 8.1 s");
    }

    @Test
    void shouldBeginWithWhatAShorterPlanHas() {
        assertThat(FaultPlan.of(7, 40).faults())
                .startsWith(FaultPlan.of(7, 6).faults().toArray(new Fault[0]));
    }

    @Test
    void shouldDealEveryKindBeforeAnyTwice() {
        assertThat(LongStream.range(0, 100))
                .allSatisfy(seed -> assertThat(FaultPlan.of(seed, FaultKind.values().length).faults().stream()
                                .map(Fault::kind)
                                .collect(Collectors.toSet()))
                        .containsExactlyInAnyOrder(FaultKind.values()));
    }

    @Test
    void shouldKeepToTheBoundsOfEachKind() {
        assertThat(LongStream.range(0, 100).boxed().flatMap(seed -> FaultPlan.of(seed, 40).faults().stream()))
                .allSatisfy(fault -> {
                    assertThat(fault.lasts())
                            .isBetween(fault.kind().shortest(), fault.kind().longest());
                    assertThat(fault.kind().victims()).contains(fault.victim());
                });
    }

    @Test
    void shouldOverlapNowAndThenAndFitInItsTime() {
        for (long seed = 0; seed < 100; seed++) {
            FaultPlan plan = FaultPlan.of(seed, 40);
            List<Fault> faults = plan.faults();
            long overlapping = faults.stream()
                    .skip(1)
                    .filter(fault ->
                            fault.at().compareTo(faults.get(fault.number() - 2).end()) < 0)
                    .count();

            assertThat(overlapping).isBetween(1L, 30L);
            assertThat(plan.length()).isLessThan(Duration.ofMinutes(16));
            assertThat(FaultPlan.of(seed, 6).length()).isLessThan(Duration.ofSeconds(150));
        }
    }
}
