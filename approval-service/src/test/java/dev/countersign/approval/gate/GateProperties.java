package dev.countersign.approval.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/** What holds however requests, decisions, control changes, results, repeats and time come in between. */
class GateProperties {

    private static final int HISTORIES = 100_000;
    /** So often each event is to come about for the histories to be worth anything. */
    private static final int RARELY = 20;

    private static final AtomicInteger WALKED = new AtomicInteger();
    private static final Map<String, Integer> SEEN = new TreeMap<>();

    @Provide
    Arbitrary<List<Step>> steps() {
        return Arbitraries.randomValue(Step::any).list().ofMinSize(10).ofMaxSize(50);
    }

    @Provide
    Arbitrary<Run.Setting> settings() {
        return Arbitraries.randomValue(Run.Setting::any);
    }

    @Property(tries = HISTORIES, edgeCases = EdgeCasesMode.NONE)
    void shouldKeepAllInvariants(@ForAll("steps") List<Step> steps, @ForAll("settings") Run.Setting setting) {
        Run run = new Run(setting);
        steps.forEach(run::take);
        run.sweep();
        WALKED.incrementAndGet();
        run.world.history.forEach(event -> SEEN.merge(event.getClass().getSimpleName(), 1, Integer::sum));
    }

    /** The same commands lead to the same events and states, whenever they are replayed. */
    @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
    void shouldComeToSameStateInReplay(@ForAll("steps") List<Step> steps, @ForAll("settings") Run.Setting setting) {
        Run first = new Run(setting);
        Run second = new Run(setting);
        steps.forEach(first::take);
        steps.forEach(second::take);

        assertThat(second.world.history).isEqualTo(first.world.history);
        assertThat(second.world.turns).isEqualTo(first.world.turns);
    }

    @AfterContainer
    static void shouldHaveWalkedEnoughHistories() {
        assertThat(WALKED.get()).isGreaterThanOrEqualTo(HISTORIES);
        assertThat(SEEN.values()).allMatch(count -> count > RARELY);
        assertThat(SEEN.keySet())
                .isEqualTo(GateEvents.leaves().map(Class::getSimpleName).collect(Collectors.toSet()));
    }
}
