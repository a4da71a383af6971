package dev.countersign.planner;

import dev.countersign.contract.topic.ClientSettings;
import dev.countersign.contract.topic.Party;
import dev.countersign.contract.topic.Topic;
import dev.countersign.planner.conversation.ConversationLimits;
import dev.countersign.planner.conversation.PromptOptions;
import dev.countersign.planner.conversation.topology.PlannerTopology;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndFailExceptionHandler;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the topology. A thread that dies (a broker away for longer than the clients retry) is replaced, at most
 * {@value #MOST_REPLACEMENTS} times; a fault that comes back ends the client, and liveness with it.
 */
@ApplicationScoped
public class PlannerStreams {
    private static final Logger LOG = LoggerFactory.getLogger(PlannerStreams.class);
    private static final int MOST_REPLACEMENTS = 10;
    private static final Duration CLOSE = Duration.ofSeconds(10);

    private final KafkaStreams streams;
    private final AtomicInteger replacements = new AtomicInteger();
    private final AtomicReference<Instant> lastRunning = new AtomicReference<>(Instant.now());

    public PlannerStreams(
            PlannerConfig config,
            PlannerSettings settings,
            ConversationLimits limits,
            PromptOptions defaults,
            PlannerMetrics metrics) {
        this.streams = new KafkaStreams(
                PlannerTopology.build(limits, defaults, metrics), properties(config, settings.connection()));
        streams.setUncaughtExceptionHandler(this::onDeath);
        streams.setStateListener((after, before) -> {
            if (before == KafkaStreams.State.RUNNING) {
                lastRunning.set(Instant.now());
            }
            LOG.info("event=streams-state before={} after={}", before, after);
        });
    }

    void start(@Observes StartupEvent event) {
        streams.start();
    }

    void stop(@Observes ShutdownEvent event) {
        streams.close(CLOSE);
    }

    /** Whether records are being processed. */
    public boolean running() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /** For how long they have not been; zero while they are. */
    public Duration stoppedFor() {
        return running() ? Duration.ZERO : Duration.between(lastRunning.get(), Instant.now());
    }

    private StreamThreadExceptionResponse onDeath(Throwable fault) {
        boolean again = replacements.incrementAndGet() <= MOST_REPLACEMENTS;
        LOG.error("event=stream-thread-died replaced={}", again, fault);
        return again ? StreamThreadExceptionResponse.REPLACE_THREAD : StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    static Properties properties(PlannerConfig config, Map<String, Object> connection) {
        Properties properties = new Properties();
        properties.putAll(connection);
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, Party.PLANNER.principal());
        properties.put(StreamsConfig.CLIENT_ID_CONFIG, config.instance());
        properties.put(StreamsConfig.STATE_DIR_CONFIG, config.state().dir().toString());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1);
        properties.put(StreamsConfig.POLL_MS_CONFIG, 5);
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.streams().threads());
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, config.streams().replicationFactor());
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        properties.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, LogAndFailExceptionHandler.class);
        properties.put(StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), Topic.MAX_RECORD_BYTES);
        ClientSettings.producer(Map.of())
                .forEach((name, value) -> properties.put(StreamsConfig.producerPrefix(name), value));
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 10_000);
        consumer(config, properties);
        return properties;
    }

    private static void consumer(PlannerConfig config, Properties properties) {
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        properties.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG), Topic.MAX_RECORD_BYTES);
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), config.instance());
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 6_000);
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 1_500);
        // A state may have megabytes: few records in hand keep a poll well within its interval.
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 200);
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.METADATA_MAX_AGE_CONFIG), 30_000);
    }
}
