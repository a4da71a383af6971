package dev.countersign.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LoadPlanTest {
    private static final Duration OVER = Duration.ofMinutes(2);

    @Test
    void shouldBeTheSameForTheSameSeed() {
        assertThat(LoadPlan.of(1, 200, OVER, ChaosTool.ALL)).isEqualTo(LoadPlan.of(1, 200, OVER, ChaosTool.ALL));
        assertThat(LoadPlan.of(1, 200, OVER, ChaosTool.ALL)).isNotEqualTo(LoadPlan.of(2, 200, OVER, ChaosTool.ALL));
    }

    @Test
    void shouldHaveAsManyCallsAsWantedEachOfItsOwn() {
        List<PlannedCall> calls =
                LoadPlan.of(3, 201, OVER, ChaosTool.ALL).calls().toList();

        assertThat(calls).hasSize(201);
        assertThat(calls.stream().map(PlannedCall::key)).doesNotHaveDuplicates();
        Set<String> arguments = new HashSet<>();
        assertThat(calls)
                .allSatisfy(call ->
                        assertThat(arguments.add(call.tool() + call.proposed())).isTrue());
        assertThat(calls.stream().filter(call -> call.ruling() == Ruling.EDIT))
                .isNotEmpty()
                .allSatisfy(call ->
                        assertThat(arguments.add(call.tool() + call.approved())).isTrue());
    }

    @Test
    void shouldMixToolsRulingsAndTurns() {
        List<PlannedCall> calls =
                LoadPlan.of(4, 500, OVER, ChaosTool.ALL).calls().toList();

        assertThat(calls.stream().map(PlannedCall::tool).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(ChaosTool.values());
        assertThat(calls.stream().map(PlannedCall::ruling).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(Ruling.values());
        assertThat(calls)
                .anyMatch(PlannedCall::whole)
                .anyMatch(call -> call.turn().isEmpty());
        assertThat(calls).anyMatch(call -> call.turn().isPresent() && !call.whole());
    }

    @Test
    void shouldSpreadTheLoadOverTheTime() {
        LoadPlan plan = LoadPlan.of(5, 500, OVER, ChaosTool.ALL);

        assertThat(plan.messages())
                .allSatisfy(message -> assertThat(message.at()).isLessThan(OVER));
        assertThat(plan.messages().getLast().at()).isGreaterThan(OVER.dividedBy(2));
    }
}
