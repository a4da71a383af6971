package dev.countersign.e2e.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.e2e.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Holds a run to what was promised, by the log and by what happened outside, and by nothing that a service says of itself. */
final class Audit {
    private static final Set<Ruling> APPROVING = Set.of(Ruling.POLICY, Ruling.APPROVE, Ruling.EDIT);

    private final LoadPlan plan;
    private final CallLog log;
    private final Map<String, List<Effect>> effects;
    private final List<String> violations = new ArrayList<>();

    private Audit(LoadPlan plan, CallLog log, List<Effect> effects) {
        this.plan = plan;
        this.log = log;
        this.effects = effects.stream().collect(Collectors.groupingBy(effect -> effect.tool() + " " + effect.ref()));
    }

    /** What is not as promised, a sentence each; empty where all is. */
    static List<String> violations(LoadPlan plan, CallLog log, List<Effect> effects) {
        Audit audit = new Audit(plan, log, effects);
        plan.messages().forEach(audit::check);
        audit.checkStrangers();
        audit.checkDeadLetters();
        return List.copyOf(audit.violations);
    }

    private void check(LoadPlan.Message message) {
        boolean allApproved = message.calls().stream().allMatch(call -> APPROVING.contains(call.ruling()));
        for (PlannedCall call : message.calls()) {
            boolean approved = call.whole() ? allApproved : APPROVING.contains(call.ruling());
            CallStory story = log.of(call);
            checkDecision(call, story, approved);
            checkArguments(call, story);
            checkResult(call, story);
            checkLedger(call, story);
            checkEffects(call, story);
        }
    }

    private void checkDecision(PlannedCall call, CallStory story, boolean approved) {
        hold(story.requests() > 0, call, "was sent and is not on tool-requests");
        int decisions = story.approved().size() + story.rejected().size();
        hold(decisions > 0, call, "is lost: neither approved nor rejected");
        hold(decisions < 2, call, "has %d decisions".formatted(decisions));
        hold(story.approved().isEmpty() || approved, call, "was approved and should not have been");
        hold(story.rejected().isEmpty() || !approved, call, "was rejected and should have run: " + story.rejected());
    }

    private void checkArguments(PlannedCall call, CallStory story) {
        boolean edited = call.ruling() == Ruling.EDIT;
        for (JsonNode record : story.approved()) {
            hold(
                    record.path("arguments").equals(Json.read(call.approved())),
                    call,
                    "was approved with other arguments: " + record.path("arguments"));
            hold(record.path("edited").asBoolean() == edited, call, "is not told to be edited as it was");
        }
        for (JsonNode result : story.results()) {
            hold(result.path("editedArguments").isObject() == edited, call, "has a result that hides what ran");
        }
    }

    private void checkResult(PlannedCall call, CallStory story) {
        int results = story.results().size();
        int wanted = story.approved().isEmpty() ? 0 : 1;
        hold(results == wanted, call, "has %d results and should have %d".formatted(results, wanted));
        hold(wanted == 1 || story.lateResults().isEmpty(), call, "has a late result without an approval");
        story.results().stream()
                .filter(result -> call.tool() == ChaosTool.COUNT_EMAILS && isStatus(result, "SUCCEEDED"))
                .forEach(result -> hold(
                        result.path("output").asLong() == 2L * ChaosTool.days(call.approvedRef()),
                        call,
                        "has another call's output: " + result.path("output")));
    }

    private void checkLedger(PlannedCall call, CallStory story) {
        Optional<String> state = story.ledgerState();
        hold(state.isPresent() != story.approved().isEmpty(), call, "is on the ledger without approval, or not on it");
        hold(
                state.isEmpty() || Set.of("FINISHED", "UNKNOWN").contains(state.get()),
                call,
                "is still open on the ledger: " + state);
    }

    private void checkEffects(PlannedCall call, CallStory story) {
        if (call.ruling() == Ruling.EDIT) {
            hold(effects(call, call.ref()).isEmpty(), call, "ran as it was proposed, and was edited");
        }
        List<Effect> done = effects(call, call.approvedRef());
        hold(done.isEmpty() || !story.approved().isEmpty(), call, "was done without an approval");
        hold(done.size() <= call.tool().attempts(), call, "was done %d times".formatted(done.size()));
        done.forEach(effect -> hold(effect.key().equals(key(call)), call, "came with the key " + effect.key()));
        for (JsonNode result : story.results()) {
            if (isStatus(result, "SUCCEEDED") && call.tool().leavesTraces()) {
                hold(!done.isEmpty(), call, "SUCCEEDED and was not done");
            }
            if (isStatus(result, "FAILED") && !call.tool().isIdempotent()) {
                hold(done.isEmpty(), call, "FAILED and was done; nobody could tell but with UNKNOWN");
            }
            if (isStatus(result, "REFUSED") || result.path("attempt").asInt() == 0) {
                hold(done.isEmpty(), call, "was done, and is told never to have started");
            }
        }
    }

    /** The key as it shows outside: the call, or the id of a mail that is made of it. */
    private static String key(PlannedCall call) {
        return call.tool() == ChaosTool.SEND_EMAIL
                ? "<" + UUID.nameUUIDFromBytes(call.key().getBytes(StandardCharsets.UTF_8)) + "@countersign>"
                : call.key();
    }

    private List<Effect> effects(PlannedCall call, String ref) {
        return effects.getOrDefault(call.tool() + " " + ref, List.of());
    }

    private void checkStrangers() {
        Set<String> known = plan.calls().map(PlannedCall::key).collect(Collectors.toSet());
        log.stories().keySet().stream()
                .filter(key -> !known.contains(key))
                .forEach(key -> violations.add(key + " is on the log and was never sent"));
        Set<String> wanted = plan.calls()
                .flatMap(call -> Stream.of(call.ref(), call.approvedRef()).map(ref -> call.tool() + " " + ref))
                .collect(Collectors.toSet());
        effects.keySet().stream()
                .filter(ref -> !wanted.contains(ref))
                .forEach(ref -> violations.add(ref + " was done and nobody asked for it"));
    }

    /** A dead letter keeps the record that could not be accepted, says where it stood, and is there once. */
    private void checkDeadLetters() {
        Set<String> seen = new HashSet<>();
        Set<String> read = new HashSet<>(CallLog.topics());
        for (CallLog.Letter letter : log.deadLetters()) {
            String topic = letter.of().substring(0, letter.of().indexOf('/'));
            if (!seen.add(letter.of())) {
                violations.add("two dead letters of " + letter.of());
            }
            if (read.contains(topic) && !log.lengthOf(letter.of()).equals(Optional.of(letter.length()))) {
                violations.add("the dead letter of %s is not what stood there".formatted(letter.of()));
            }
        }
    }

    private static boolean isStatus(JsonNode result, String status) {
        return result.path("status").asText().equals(status);
    }

    private void hold(boolean condition, PlannedCall call, String otherwise) {
        if (!condition) {
            violations.add("%s (%s, %s) %s".formatted(call.key(), call.tool(), call.ref(), otherwise));
        }
    }
}
