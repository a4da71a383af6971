package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.contract.topic.Topic;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A call gets exactly one terminal decision, whoever races; the loser is told who decided and when. */
@ExtendWith(SharedStack.class)
class OneDecisionIT {
    private static final int CALLS = 100;

    private final Stack stack;

    OneDecisionIT(Stack stack) {
        this.stack = stack;
    }

    @Test
    void shouldLetOneOfTwoPeopleAtTwoInstancesDecide() {
        Person alice = stack.person("alice");
        Person bob = stack.person("bob", stack.secondApproval());
        String conversation = Stack.fresh("race");
        IntStream.range(0, CALLS).forEach(i -> request(conversation, "call_" + i));
        List<JsonNode> cards = alice.awaitPending(conversation, CALLS);
        bob.awaitPending(conversation, CALLS);

        List<Race> races;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            races = cards.stream().map(card -> race(card, alice, bob, threads)).toList();
        }

        assertThat(races).allSatisfy(race -> {
            assertThat(List.of(race.alice().statusCode(), race.bob().statusCode()))
                    .containsExactlyInAnyOrder(200, 409);
            boolean aliceWon = race.alice().statusCode() == 200;
            String loser = (aliceWon ? race.bob() : race.alice()).body();
            assertThat(loser).contains(aliceWon ? "alice" : "bob");
            HttpResponse<String> again =
                    aliceWon ? alice.approve(race.card()) : bob.reject(race.card(), "not this one");
            assertThat(again.statusCode()).isEqualTo(200);
            assertThat(again.body()).isEqualTo((aliceWon ? race.alice() : race.bob()).body());
        });
        assertThat(stack.about(Topic.APPROVED_CALLS, conversation).size()
                        + stack.about(Topic.REJECTED_CALLS, conversation).size())
                .isEqualTo(CALLS);
    }

    private void request(String conversation, String call) {
        stack.produce(
                Topic.TOOL_REQUESTS.topicName(),
                conversation,
                "{\"callId\":\"%s\",\"conversationId\":\"%s\",\"tool\":\"count_emails\",\"arguments\":{\"last_n_days\":1}}"
                        .formatted(call, conversation));
    }

    private static Race race(JsonNode card, Person alice, Person bob, ExecutorService threads) {
        var approving = CompletableFuture.supplyAsync(() -> alice.approve(card), threads);
        var rejecting = CompletableFuture.supplyAsync(() -> bob.reject(card, "not this one"), threads);
        return new Race(card, approving.join(), rejecting.join());
    }

    private record Race(JsonNode card, HttpResponse<String> alice, HttpResponse<String> bob) {}
}
