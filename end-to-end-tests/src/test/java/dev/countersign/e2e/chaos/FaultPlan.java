package dev.countersign.e2e.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * What goes wrong in a run, and when: fixed before it starts, and by its seed alone. Kinds are dealt like cards, so that
 * any eight in a row from the start have each kind once; about every fourth fault begins while the one before it lasts.
 */
record FaultPlan(List<Fault> faults) {
    private static final Duration FIRST = Duration.ofSeconds(5);

    FaultPlan {
        faults = List.copyOf(faults);
    }

    static FaultPlan of(long seed, int count) {
        Random random = new Random(seed);
        List<FaultKind> deck = new ArrayList<>();
        List<Fault> faults = new ArrayList<>();
        Duration start = FIRST;
        Duration end = start;
        while (faults.size() < count) {
            if (deck.isEmpty()) {
                deck.addAll(Arrays.asList(FaultKind.values()));
                Collections.shuffle(deck, random);
            }
            FaultKind kind = deck.removeLast();
            Fault fault = new Fault(faults.size() + 1, start, kind, kind.victim(random), kind.lasting(random));
            faults.add(fault);
            end = end.compareTo(fault.end()) > 0 ? end : fault.end();
            start = random.nextInt(4) == 0
                    ? start.plus(between(random, 500, 2_500))
                    : end.plus(between(random, 4_000, 14_000));
        }
        return new FaultPlan(faults);
    }

    /** When the last of them is put right. */
    Duration length() {
        return faults.stream().map(Fault::end).max(Duration::compareTo).orElse(FIRST);
    }

    private static Duration between(Random random, int shortest, int longest) {
        return Duration.ofMillis(random.nextInt(shortest, longest + 1));
    }

    @Override
    public String toString() {
        return faults.stream().map(fault -> "  " + fault).collect(Collectors.joining("\n"));
    }
}
