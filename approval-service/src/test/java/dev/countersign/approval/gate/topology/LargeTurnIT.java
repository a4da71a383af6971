package dev.countersign.approval.gate.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.approval.gate.CommandId;
import dev.countersign.approval.gate.GateCommand;
import dev.countersign.approval.gate.GateOutcome;
import dev.countersign.approval.gate.SeenCall;
import dev.countersign.approval.gate.Voter;
import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.Verb;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.TurnId;
import dev.countersign.contract.topic.DeadLetter;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.Topic;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The largest that may come passes broker, stores and changelogs; what is larger goes to the dead letters. */
class LargeTurnIT {

    private static final int CALLS = 64;

    @TempDir
    static Path dir;

    private static GateStack stack;
    private static GateStack.Instance gate;

    @BeforeAll
    static void start() {
        stack = GateStack.start(dir);
        stack.offer(Tools.COUNT_EMAILS);
        gate = stack.instance("approval-service-0");
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void shouldReleaseTurnOfSixtyFourCallsOfFullSizeAtOnce() {
        for (int index = 0; index < CALLS; index++) {
            stack.send(Topic.TOOL_REQUESTS, null, request(index));
        }
        Map<CallKey, Approval> cards = new HashMap<>();
        stack.awaitAll("approvals", 1, record -> {
            Approval card = MainPathIT.card(record);
            cards.put(card.key(), card);
            return card.siblings().size() == CALLS - 1
                    && cards.values().stream()
                                    .filter(known -> known.siblings().size() == CALLS - 1)
                                    .count()
                            == CALLS;
        });
        List<SeenCall> seen = cards.values().stream()
                .map(card -> new SeenCall(
                        card.callId(), card.argumentsDigest(), card.toolDigest().orElseThrow()))
                .toList();

        GateOutcome outcome = gate.ask(new GateCommand.DecideTurn(
                new CommandId(UUID.randomUUID()),
                new Voter("bob", Set.of(), false, "web"),
                new ConversationId("large"),
                new TurnId("1"),
                seen,
                Verb.APPROVE,
                Optional.empty()));

        assertThat(outcome).isInstanceOf(GateOutcome.Accepted.class);
        assertThat(stack.awaitAll("approved-calls", CALLS, record -> true)).hasSize(CALLS);
    }

    @Test
    void shouldMoveRecordOfEightMebibytesToDeadLettersAndGoOn() {
        byte[] huge = new byte[8 * 1024 * 1024];

        stack.send(new ProducerRecord<>(Topic.TOOL_REQUESTS.topicName(), null, huge));

        ConsumerRecord<byte[], byte[]> letter = stack.await(Topic.TOOL_REQUESTS.deadLetters(), record -> true);
        assertThat(letter.value()).hasSize(64 * 1024);
        assertThat(EventHeaders.text(letter.headers(), DeadLetter.VALUE_BYTES)).contains(Integer.toString(huge.length));
        assertThat(gate.gate().isRunning()).isTrue();
    }

    private static String request(int index) {
        return """
                {"callId":"call_%d","conversationId":"large","turn":{"id":"1","index":%d,"size":%d},"gate":"turn",
                 "tool":"count_emails","arguments":{"last_n_days":5,"x":"%s"},"prompt":"%s"}""".formatted(index, index, CALLS, "y".repeat(65_000), "p".repeat(190_000));
    }
}
