package dev.countersign.local.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.local.process.ChildFailedException;
import dev.countersign.local.process.FreePorts;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalBrokerIT {

    private static final TopicPartition NOTES = new TopicPartition("notes", 0);

    @TempDir
    Path dir;

    @Test
    void shouldKeepAcknowledgedRecordsThroughKillAndRestart() throws Exception {
        try (LocalBroker broker = LocalBroker.start(dir)) {
            String address = broker.bootstrapServers();
            createTopic(broker);
            write(broker, "before");

            broker.kill();
            broker.restart();

            write(broker, "after");
            assertThat(broker.bootstrapServers()).isEqualTo(address);
            assertThat(read(broker)).containsExactly("before", "after");
        }
    }

    @Test
    void shouldSayWhatTheLogSaysWhenTheBrokerCannotStart() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            BrokerSettings settings = new BrokerSettings(dir, taken.getLocalPort(), FreePorts.next());

            assertThatThrownBy(() -> LocalBroker.start(settings))
                    .isInstanceOf(ChildFailedException.class)
                    .hasMessageContaining("broker.log")
                    .hasMessageContaining("Address already in use");
        }
    }

    private static void createTopic(LocalBroker broker) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(NOTES.topic(), 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static void write(LocalBroker broker, String value) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers(), "acks", "all");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(NOTES.topic(), value)).get();
        }
    }

    private static List<String> read(LocalBroker broker) {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(NOTES));
            consumer.seekToBeginning(List.of(NOTES));
            return consumer.poll(Duration.ofSeconds(10)).records(NOTES).stream()
                    .map(record -> record.value())
                    .toList();
        }
    }
}
