package dev.countersign.e2e.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.e2e.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Two people who look at the inbox of either gate every half a second and decide each call as the load says. What is not
 * answered, or with a 5xx, they try again, at whichever gate comes next; what is decided already, they leave.
 */
final class Deciders implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final int AT_ONCE = 16;
    private static final List<String> NAMES = List.of("alice", "bob");

    private final ChaosStack stack;
    private final Map<String, PlannedCall> calls;
    private final Map<String, String> tokens = new HashMap<>();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService deciding = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore hands = new Semaphore(AT_ONCE);
    private final Set<String> inHand = ConcurrentHashMap.newKeySet();
    private final AtomicInteger turns = new AtomicInteger();
    private final Map<String, Integer> answers = new ConcurrentHashMap<>();
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();

    Deciders(ChaosStack stack, LoadPlan load) {
        this.stack = stack;
        this.calls = load.calls().collect(Collectors.toMap(PlannedCall::key, Function.identity()));
    }

    void start() {
        NAMES.forEach(name -> tokens.put(name, stack.token(name)));
        looking.scheduleWithFixedDelay(this::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** How many answers of each kind there were: a status, or that there was none. */
    Map<String, Integer> answers() {
        return Map.copyOf(answers);
    }

    /** Answers that nobody may get. */
    List<String> surprises() {
        return List.copyOf(surprises);
    }

    /** A round that threw would be the last one. */
    private void look() {
        try {
            readInbox();
        } catch (RuntimeException | Error e) {
            surprises.add("the inbox cannot be read: " + e);
        }
    }

    private void readInbox() {
        String gate = nextGate();
        Optional<String> cursor = Optional.of("");
        while (cursor.isPresent()) {
            String from = cursor.get().isEmpty() ? "" : "&cursor=" + cursor.get();
            Optional<HttpResponse<String>> page =
                    send(gate, NAMES.getFirst(), "/api/approvals?status=pending&limit=100" + from, Optional.empty());
            cursor = page.filter(answer -> answer.statusCode() == 200).flatMap(this::take);
        }
    }

    /** Takes the cards of a page in hand, and says where the next one is. */
    private Optional<String> take(HttpResponse<String> answer) {
        JsonNode page = Json.read(answer.body());
        for (JsonNode card : page.path("items")) {
            String key = card.path("conversationId").asText() + "/"
                    + card.path("callId").asText();
            PlannedCall call = calls.get(key);
            if (call != null && isWaiting(card, call) && inHand.add(key)) {
                deciding.submit(() -> decide(card, call));
            }
        }
        return Optional.of(page.path("next")).filter(JsonNode::isTextual).map(JsonNode::asText);
    }

    private static boolean isWaiting(JsonNode card, PlannedCall call) {
        return call.ruling() != Ruling.EXPIRE && card.path("votes").isEmpty();
    }

    private void decide(JsonNode card, PlannedCall call) {
        try {
            hands.acquire();
            try {
                String path = "/api/conversations/%s/calls/%s/decision".formatted(call.conversation(), call.callId());
                send(nextGate(), name(call), path, Optional.of(body(card, call)))
                        .ifPresent(answer -> judge(answer, call));
            } finally {
                hands.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            inHand.remove(call.key());
        }
    }

    private void judge(HttpResponse<String> answer, PlannedCall call) {
        boolean legal = answer.statusCode() >= 500 || Set.of(200, 202, 404, 409).contains(answer.statusCode());
        if (!legal) {
            surprises.add("%s was answered %d %s".formatted(call.key(), answer.statusCode(), answer.body()));
        }
    }

    /** The same person every time: repeating is theirs alone. */
    private static String name(PlannedCall call) {
        return NAMES.get(call.ref().length() % NAMES.size());
    }

    private static String body(JsonNode card, PlannedCall call) {
        String digests = "\"argumentsDigest\":%s,\"toolDigest\":%s"
                .formatted(card.path("argumentsDigest"), card.path("toolDigest"));
        boolean isEdited = card.path("editedBy").isObject();
        return switch (call.ruling()) {
            case REJECT -> "{\"decision\":\"reject\",\"reason\":\"not today\",%s}".formatted(digests);
            case EDIT ->
                isEdited
                        ? "{\"decision\":\"approve\",%s}".formatted(digests)
                        : "{\"decision\":\"edit\",\"arguments\":%s,%s}".formatted(call.approved(), digests);
            case POLICY, APPROVE, DENY, EXPIRE -> "{\"decision\":\"approve\",%s}".formatted(digests);
        };
    }

    private String nextGate() {
        List<String> gates = stack.gates();
        return gates.get(Math.floorMod(turns.getAndIncrement(), gates.size()));
    }

    private Optional<HttpResponse<String>> send(String gate, String name, String path, Optional<String> body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gate + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + tokens.get(name));
        body.ifPresent(json ->
                request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(json)));
        String what = body.isPresent() ? "decision" : "inbox";
        try {
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
            answers.merge(what + " " + answer.statusCode(), 1, Integer::sum);
            return Optional.of(answer);
        } catch (IOException e) {
            answers.merge(what + " unanswered", 1, Integer::sum);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        looking.shutdownNow();
        deciding.shutdownNow();
        http.shutdownNow();
    }
}
