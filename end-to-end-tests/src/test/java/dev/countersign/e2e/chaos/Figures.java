package dev.countersign.e2e.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a run counted, for people. */
record Figures(ChaosSize size, FaultPlan faults, CallLog log, List<Effect> effects, Duration toQuiet, Duration took) {

    /** A line for each figure; {@code more} comes last. */
    String print(Map<String, Object> more) {
        Map<String, Object> lines = new LinkedHashMap<>();
        lines.put("run", size);
        lines.put("faults", count(faults.faults().stream().map(Fault::kind)));
        lines.put("calls on the log", stories().size());
        lines.put("approved", total(CallStory::approved));
        lines.put("rejected", count(each(CallStory::rejected).map(Figures::kind)));
        lines.put(
                "results",
                count(each(CallStory::results)
                        .map(result -> result.path("status").asText())));
        lines.put(
                "UNKNOWN because",
                count(each(CallStory::results)
                        .filter(result -> result.path("status").asText().equals("UNKNOWN"))
                        .map(result ->
                                result.path("error").asText().replaceAll("executor-service-\\d", "an executor"))));
        lines.put(
                "FAILED because",
                count(each(CallStory::results)
                        .filter(result -> result.path("status").asText().equals("FAILED"))
                        .map(result -> result.path("error").asText())));
        lines.put("late results", total(CallStory::lateResults));
        lines.put(
                "results after more than one attempt",
                each(CallStory::results)
                        .filter(result -> result.path("attempt").asInt() > 1)
                        .count());
        lines.put(
                "ledger records",
                count(each(CallStory::ledger).map(entry -> entry.path("state").asText())));
        lines.put("done outside", count(effects.stream().map(Effect::tool)));
        lines.put(
                "dead letters",
                count(log.deadLetters().stream().map(letter -> letter.topic() + ": " + letter.reason())));
        lines.put("from the last fault to quiet", seconds(toQuiet));
        lines.put("took", seconds(took));
        lines.put(
                "calls per second", String.format(Locale.ROOT, "%.1f", stories().size() * 1000.0 / took.toMillis()));
        lines.putAll(more);
        return lines.entrySet().stream()
                .map(line -> "chaos   %s: %s".formatted(line.getKey(), line.getValue()))
                .collect(Collectors.joining("\n"));
    }

    private Collection<CallStory> stories() {
        return log.stories().values();
    }

    private Stream<JsonNode> each(Function<CallStory, List<JsonNode>> records) {
        return stories().stream().flatMap(story -> records.apply(story).stream());
    }

    private long total(Function<CallStory, List<JsonNode>> records) {
        return each(records).count();
    }

    private static String kind(JsonNode rejected) {
        return rejected.path("reason").path("kind").asText();
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    private static <K> Map<K, Long> count(Stream<K> keys) {
        return keys.collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    }
}
