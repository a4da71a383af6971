package dev.countersign.e2e.chaos;

import dev.countersign.contract.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Sends the load as an agent of nobody's would: to {@code tool-requests}, and every twentieth message twice. */
final class Sender {
    private static final int TWICE = 20;
    private static final Duration ACKNOWLEDGED = Duration.ofMinutes(10);

    private final KafkaProducer<byte[], byte[]> producer;
    private final Journal journal;
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();

    Sender(KafkaProducer<byte[], byte[]> producer, Journal journal) {
        this.producer = producer;
        this.journal = journal;
    }

    /** Returns when everything is acknowledged. */
    void send(LoadPlan load) throws Exception {
        for (int number = 0; number < load.messages().size(); number++) {
            LoadPlan.Message message = load.messages().get(number);
            journal.await(message.at());
            send(message);
            if (number % TWICE == 0) {
                send(message);
            }
        }
        for (Future<RecordMetadata> record : sent) {
            record.get(ACKNOWLEDGED.toSeconds(), TimeUnit.SECONDS);
        }
        journal.say("all calls are sent");
    }

    private void send(LoadPlan.Message message) {
        for (PlannedCall call : message.calls()) {
            sent.add(producer.send(new ProducerRecord<>(
                    Topic.TOOL_REQUESTS.topicName(),
                    call.conversation().getBytes(StandardCharsets.UTF_8),
                    call.request().getBytes(StandardCharsets.UTF_8))));
        }
    }
}
