package dev.countersign.planner.model;

import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.contract.topic.ClientSettings;
import dev.countersign.contract.topic.DeadLetter;
import dev.countersign.contract.topic.DeadLetter.Position;
import dev.countersign.contract.topic.Partitions;
import dev.countersign.contract.topic.Topic;
import dev.countersign.planner.PlannerMetrics;
import dev.countersign.planner.PlannerSettings;
import dev.countersign.planner.catalog.CatalogView;
import dev.countersign.planner.conversation.ModelReply;
import dev.countersign.planner.conversation.ModelRequest;
import dev.countersign.planner.conversation.topology.CommandHeaders;
import dev.countersign.planner.conversation.topology.CommandHeaders.Kind;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Asks the model once for each turn that the core has opened, many turns at once. A turn is acknowledged when its reply
 * is on {@code planner-commands}: after a crash it may be asked again, and the core takes the first reply only.
 */
@ApplicationScoped
public class ModelWorker {
    private final ModelCaller caller;
    private final CatalogView catalog;
    private final PlannerMetrics metrics;
    private final Producer<byte[], byte[]> producer;

    public ModelWorker(ModelCaller caller, CatalogView catalog, PlannerMetrics metrics, PlannerSettings settings) {
        this.caller = caller;
        this.catalog = catalog;
        this.metrics = metrics;
        this.producer = new KafkaProducer<>(
                ClientSettings.producer(settings.connection()), new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Incoming("model-turns")
    @RunOnVirtualThread
    void answer(ConsumerRecord<byte[], byte[]> turn) throws InterruptedException, ExecutionException {
        // Without the catalogue the model would be offered no tools and answer from nothing.
        catalog.caughtUp().get();
        send(outcome(turn));
    }

    private ProducerRecord<byte[], byte[]> outcome(ConsumerRecord<byte[], byte[]> turn) throws InterruptedException {
        try {
            if (turn.value() == null) {
                throw new UnreadableException(UnreadableException.Reason.WRONG_SHAPE, "the record has no value");
            }
            ModelRequest request = JsonCodec.read(turn.value(), ModelRequest.class);
            return reply(request, caller.ask(request), turn.headers());
        } catch (UnreadableException e) {
            metrics.deadLetter(Topic.PLANNER_MODEL_TURNS, e.reason().name());
            return deadLetter(turn, e.detail());
        }
    }

    private static ProducerRecord<byte[], byte[]> reply(ModelRequest request, ModelReply reply, Headers received) {
        return new ProducerRecord<>(
                Topic.PLANNER_COMMANDS.topicName(),
                Partitions.of(request.conversationId()),
                request.conversationId().value().getBytes(StandardCharsets.UTF_8),
                JsonCodec.write(reply),
                CommandHeaders.of(Kind.HEAR_MODEL, received));
    }

    private static ProducerRecord<byte[], byte[]> deadLetter(ConsumerRecord<byte[], byte[]> turn, String reason) {
        Position position = new Position(Topic.PLANNER_MODEL_TURNS, turn.partition(), turn.offset(), turn.timestamp());
        DeadLetter letter = DeadLetter.of(position, turn.key(), turn.value(), turn.headers(), reason);
        return new ProducerRecord<>(letter.topic(), null, letter.key(), letter.value(), letter.headers());
    }

    private void send(ProducerRecord<byte[], byte[]> record) throws InterruptedException, ExecutionException {
        producer.send(record).get();
    }

    @PreDestroy
    void close() {
        producer.close();
    }
}
