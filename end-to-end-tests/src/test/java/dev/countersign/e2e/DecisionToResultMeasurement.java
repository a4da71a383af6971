package dev.countersign.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.contract.topic.Topic;
import dev.countersign.contract.topic.TopicTail;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/**
 * The time from a decision (its HTTP request leaves) to its result (the record is read from {@code tool-results}), one
 * call at a time and 64 at once. Run by hand, by its name; asserts nothing.
 */
class DecisionToResultMeasurement {
    private static final int WARM_UP = 400;
    private static final int MEASURED = 400;

    private final Map<String, CompletableFuture<Long>> results = new ConcurrentHashMap<>();
    private final Queue<Long> answered = new ConcurrentLinkedQueue<>();

    @Test
    void measure() throws Exception {
        try (Stack stack = Stack.start();
                TopicTail tail = TopicTail.start(
                        Map.of("bootstrap.servers", stack.bootstrapServers()),
                        Topic.TOOL_RESULTS,
                        TopicTail.From.END,
                        this::finished)) {
            tail.caughtUp().join();
            Person alice = stack.person("alice");
            Deque<JsonNode> cards = new ArrayDeque<>(pending(stack, alice, WARM_UP + 2 * MEASURED));
            run(alice, take(cards, WARM_UP), 16);
            report("one at a time", run(alice, take(cards, MEASURED), 1));
            report("64 at once", run(alice, take(cards, MEASURED), 64));
        }
    }

    private static List<JsonNode> pending(Stack stack, Person alice, int count) {
        String prefix = Stack.fresh("measured");
        IntStream.range(0, count)
                .forEach(i -> stack.produce(
                        Topic.TOOL_REQUESTS.topicName(),
                        prefix + "-" + i,
                        ("{\"callId\":\"c\",\"conversationId\":\"%s-%d\",\"tool\":\"count_emails\","
                                        + "\"arguments\":{\"last_n_days\":%d}}")
                                .formatted(prefix, i, i)));
        Await.untilTrue("all are pending", Stack.SOON, () -> alice.pending().size() >= count);
        return alice.pending();
    }

    private static List<JsonNode> take(Deque<JsonNode> cards, int count) {
        return IntStream.range(0, count).mapToObj(i -> cards.remove()).toList();
    }

    private Run run(Person alice, List<JsonNode> cards, int atOnce) throws Exception {
        answered.clear();
        long began = System.nanoTime();
        List<Long> nanos = new ArrayList<>();
        try (ExecutorService threads =
                Executors.newFixedThreadPool(atOnce, Thread.ofVirtual().factory())) {
            List<Callable<Long>> calls = cards.stream()
                    .<Callable<Long>>map(card -> () -> decide(alice, card))
                    .toList();
            for (Future<Long> call : threads.invokeAll(calls)) {
                nanos.add(call.get());
            }
        }
        return new Run(
                answered.stream().sorted().toList(), nanos.stream().sorted().toList(), System.nanoTime() - began);
    }

    private long decide(Person alice, JsonNode card) throws Exception {
        long began = System.nanoTime();
        alice.approve(card);
        answered.add(System.nanoTime() - began);
        return result(card.path("conversationId").asText()).get(30, TimeUnit.SECONDS) - began;
    }

    private void finished(ConsumerRecord<byte[], byte[]> record) {
        if (TopicRecords.isResult(record)) {
            result(Stack.conversation(record)).complete(System.nanoTime());
        }
    }

    private CompletableFuture<Long> result(String conversation) {
        return results.computeIfAbsent(conversation, name -> new CompletableFuture<>());
    }

    private static void report(String what, Run run) {
        System.out.printf(
                Locale.ROOT,
                "%s: answered p50 %.1f ms, p99 %.1f ms; result p50 %.1f ms, p99 %.1f ms; %.0f calls/s%n",
                what,
                percentile(run.answered(), 50),
                percentile(run.answered(), 99),
                percentile(run.finished(), 50),
                percentile(run.finished(), 99),
                run.finished().size() * 1e9 / run.took());
    }

    private static double percentile(List<Long> nanos, int percent) {
        return nanos.get(Math.min(nanos.size() - 1, nanos.size() * percent / 100)) / 1e6;
    }

    /** Times in nanoseconds, sorted: to the HTTP answer, and to the result. */
    private record Run(List<Long> answered, List<Long> finished, long took) {}
}
