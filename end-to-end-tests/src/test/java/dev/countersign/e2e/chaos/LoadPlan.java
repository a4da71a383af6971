package dev.countersign.e2e.chaos;

import dev.countersign.contract.event.Turn;
import dev.countersign.contract.id.TurnId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * The calls of a run, by its seed alone: single ones and turns of two to four, in bursts over the time of the faults, so
 * that tools with few slots have to defer some.
 */
record LoadPlan(List<Message> messages) {
    private static final Duration BURST_EVERY = Duration.ofSeconds(5);

    /** The calls of one model message, sent together. */
    record Message(Duration at, List<PlannedCall> calls) {
        Message {
            calls = List.copyOf(calls);
        }
    }

    LoadPlan {
        messages = List.copyOf(messages);
    }

    static LoadPlan of(long seed, int calls, Duration over, List<ChaosTool> tools) {
        Random random = new Random(~seed);
        long bursts = Math.max(1, over.dividedBy(BURST_EVERY));
        List<Message> messages = new ArrayList<>();
        for (int made = 0; made < calls; ) {
            int size = Math.min(random.nextInt(5) < 3 ? 1 : random.nextInt(2, 5), calls - made);
            Duration at = BURST_EVERY.multipliedBy(random.nextLong(bursts)).plusMillis(random.nextInt(500));
            messages.add(message(at, made, size, random, tools));
            made += size;
        }
        return new LoadPlan(
                messages.stream().sorted(Comparator.comparing(Message::at)).toList());
    }

    private static Message message(Duration at, int first, int size, Random random, List<ChaosTool> tools) {
        String conversation = "chaos-" + first;
        boolean whole = size > 1 && random.nextBoolean();
        List<PlannedCall> calls = new ArrayList<>();
        for (int index = 0; index < size; index++) {
            Ruling ruling = Ruling.of(random.nextInt(100));
            Optional<Turn> turn = size == 1 ? Optional.empty() : Optional.of(new Turn(new TurnId("1"), index, size));
            ChaosTool tool = tools.get(random.nextInt(tools.size()));
            calls.add(new PlannedCall(
                    conversation, "call_" + index, turn, whole, tool, ruling, ruling.mark() + (first + index)));
        }
        return new Message(at, calls);
    }

    Stream<PlannedCall> calls() {
        return messages.stream().flatMap(message -> message.calls().stream());
    }
}
