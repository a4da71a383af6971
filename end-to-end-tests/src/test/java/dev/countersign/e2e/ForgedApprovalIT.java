package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.signing.SignedKind;
import dev.countersign.contract.signing.SigningKey;
import dev.countersign.contract.topic.DeadLetter;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.Partitions;
import dev.countersign.contract.topic.Topic;
import dev.countersign.local.trust.KeyPairs;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A call runs only if the gate approved it; what is forged, tampered with, replayed or misplaced does nothing. */
@ExtendWith(SharedStack.class)
class ForgedApprovalIT {
    private static final String APPROVED = Topic.APPROVED_CALLS.topicName();
    private static final String DEAD = Topic.APPROVED_CALLS.deadLetters();
    private static final String CALL = "call_0";

    private final Stack stack;
    private final Kcat kcat;
    private final Person alice;

    ForgedApprovalIT(Stack stack) {
        this.stack = stack;
        this.kcat = new Kcat(stack.bootstrapServers());
        this.alice = stack.person("alice");
    }

    @Test
    void shouldNotRunAnUnsignedCopyAndStillRunTheRealCall() {
        String pending = stack.ask("call send_email {\"message\":\"real\",\"recipient\":\"real@example.com\"}");
        JsonNode card = alice.awaitPending(pending);
        ConsumerRecord<byte[], byte[]> sample = approvedSample();
        String forged = TopicRecords.text(sample)
                .replace(Stack.conversation(sample), pending)
                .replace("\"callId\":\"call_0\"", "\"callId\":" + card.path("callId"));

        kcat.produce(APPROVED, partition(pending), pending, Map.of(), forged);

        assertThat(awaitDeadLetter(pending)).contains("sign");
        assertThat(stack.about(Topic.TOOL_RESULTS, pending)).isEmpty();
        alice.approve(card);
        assertThat(stack.awaitAnswer(pending, Stack.SOON).path("status").asText())
                .isEqualTo("ANSWERED");
        assertThat(stack.mails().stream().filter(mail -> mail.contains("real@example.com")))
                .hasSize(1);
    }

    @Test
    void shouldNotRunTamperedArguments() {
        ConsumerRecord<byte[], byte[]> sample = approvedSample();
        String conversation = Stack.conversation(sample);
        String tampered = TopicRecords.text(sample).replace("\"last_n_days\":4", "\"last_n_days\":9");

        kcat.produce(APPROVED, sample.partition(), conversation, signature(sample), tampered);

        assertThat(awaitDeadLetter(conversation)).contains("signature");
        assertThat(stack.results(conversation)).hasSize(1);
    }

    @Test
    void shouldRunAReplayedCallNowhereAgain() {
        String conversation = stack.ask("call send_email {\"message\":\"once\",\"recipient\":\"once@example.com\"}");
        alice.approve(alice.awaitPending(conversation));
        stack.awaitAnswer(conversation, Stack.SOON);
        ConsumerRecord<byte[], byte[]> real = stack.records()
                .await(
                        APPROVED,
                        Stack.SOON,
                        record -> Stack.conversation(record).equals(conversation));

        for (int partition = 0; partition < Topic.PARTITIONS; partition++) {
            kcat.produce(APPROVED, partition, conversation, signature(real), TopicRecords.text(real));
        }

        var dead = stack.records()
                .await(
                        DEAD,
                        Topic.PARTITIONS,
                        Stack.SOON,
                        record -> Stack.conversation(record).equals(conversation));
        assertThat(dead)
                .hasSize(Topic.PARTITIONS)
                .allSatisfy(record -> assertThat(reason(record)).isNotBlank());
        assertThat(stack.results(conversation)).hasSize(1);
        assertThat(stack.mails().stream().filter(mail -> mail.contains("once@example.com")))
                .hasSize(1);
    }

    @Test
    void shouldNotRunWhatSomebodySignedWithAKeyOfTheirOwn() {
        ConsumerRecord<byte[], byte[]> sample = approvedSample();
        String conversation = Stack.fresh("foreign-signature");
        String forged = TopicRecords.text(sample).replace(Stack.conversation(sample), conversation);
        SigningKey foreignKey = SigningKey.load(stack.services().data().keys().executor(), KeyPairs.GATE_KID);
        String foreign = foreignKey.sign(SignedKind.APPROVED_CALL, forged.getBytes(StandardCharsets.UTF_8));

        kcat.produce(APPROVED, partition(conversation), conversation, Map.of(EventHeaders.SIGNATURE, foreign), forged);

        assertThat(awaitDeadLetter(conversation)).contains("signature");
        assertThat(stack.about(Topic.TOOL_RESULTS, conversation)).isEmpty();
    }

    /** A real approval as the gate wrote it. */
    private ConsumerRecord<byte[], byte[]> approvedSample() {
        String conversation = stack.ask("call count_emails {\"last_n_days\":4}");
        alice.approve(alice.awaitPending(conversation));
        stack.awaitAnswer(conversation, Stack.SOON);
        return stack.records()
                .await(
                        APPROVED,
                        Stack.SOON,
                        record -> Stack.isOf(record, conversation, CALL)
                                && TopicRecords.header(record, EventHeaders.SIGNATURE)
                                        .isPresent());
    }

    private static Map<String, String> signature(ConsumerRecord<byte[], byte[]> record) {
        return Map.of(
                EventHeaders.SIGNATURE,
                TopicRecords.header(record, EventHeaders.SIGNATURE).orElseThrow());
    }

    private String awaitDeadLetter(String conversation) {
        return reason(stack.records()
                .await(DEAD, Stack.SOON, record -> Stack.conversation(record).equals(conversation)));
    }

    private static String reason(ConsumerRecord<byte[], byte[]> record) {
        return TopicRecords.header(record, DeadLetter.REASON).orElse("");
    }

    private static int partition(String conversation) {
        return Partitions.of(new ConversationId(conversation));
    }
}
