package dev.countersign.approval.gate.topology;

import dev.countersign.approval.gate.Terms;
import dev.countersign.approval.identity.RequesterProofs;
import dev.countersign.approval.policy.PolicyBook;
import dev.countersign.approval.trust.InstanceConfig;
import dev.countersign.contract.catalog.Catalog;
import dev.countersign.contract.signing.SigningKey;
import dev.countersign.contract.topic.Topic;
import dev.countersign.contract.topic.TopicTail;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the gate: first the view of the catalogue catches up, then the topology starts. */
@Singleton
public final class GateStreams implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GateStreams.class);
    private static final Duration CLOSE_BOUND = Duration.ofSeconds(10);

    private final InstanceConfig instance;
    private final GateParts parts;
    private final RunningSince running;
    private @Nullable KafkaStreams streams;
    private @Nullable TopicTail catalogTail;

    @Inject
    public GateStreams(
            InstanceConfig instance,
            Catalog catalog,
            PolicyBook policies,
            SigningKey signingKey,
            RequesterProofs requesters,
            Terms terms,
            MeterRegistry metrics) {
        this.instance = instance;
        InstantSource clock = InstantSource.system();
        this.parts = new GateParts(
                catalog, policies, signingKey, requesters::isProven, terms, new GateMetrics(metrics), clock);
        this.running = new RunningSince(clock);
    }

    void onStart(@Observes StartupEvent event) {
        start();
    }

    void onStop(@Observes ShutdownEvent event) {
        close();
    }

    /** Starts in the background; returns at once. */
    public void start() {
        KafkaStreams topology =
                new KafkaStreams(GateTopology.of(parts), new StreamsConfig(StreamsSettings.of(instance)));
        topology.setUncaughtExceptionHandler(new ThreadReplacement(InstantSource.system()));
        topology.setStateListener((now, before) -> {
            LOG.info("event=gate-state instance={} state={}", instance.name(), now);
            running.changed(now == KafkaStreams.State.RUNNING);
        });
        TopicTail tail = TopicTail.start(
                instance.connection(), Topic.TOOL_CATALOG, TopicTail.From.BEGINNING, this::acceptCatalogEntry);
        synchronized (this) {
            streams = topology;
            catalogTail = tail;
        }
        CompletableFuture<Void> _ = tail.caughtUp().whenComplete((done, failure) -> {
            // A view that has failed is told by catalogFailure(), and so by liveness.
            if (failure == null) {
                startTopology();
            }
        });
    }

    private synchronized void startTopology() {
        // Closed meanwhile: there is nothing to start any more.
        if (streams != null) {
            streams.start();
        }
    }

    private void acceptCatalogEntry(ConsumerRecord<byte[], byte[]> record) {
        Optional<String> ignored = parts.catalog().accept(record);
        ignored.ifPresent(reason -> {
            parts.metrics().catalogEntryIgnored();
            LOG.warn(
                    "event=catalog-entry-ignored tool={} partition={} offset={} reason=\"{}\"",
                    record.key() == null ? "" : printable(record.key()),
                    record.partition(),
                    record.offset(),
                    reason);
        });
    }

    private static String printable(byte[] key) {
        String text = new String(key, StandardCharsets.UTF_8).replaceAll("[^A-Za-z0-9._:-]", "?");
        return text.length() > 64 ? text.substring(0, 64) : text;
    }

    /** Whether the topology runs now. */
    public boolean isRunning() {
        return running.isRunning();
    }

    /** How long the topology has not been running; nothing while it runs. */
    public Duration notRunningFor() {
        return running.notRunningFor();
    }

    /** What ended the view of the catalogue, if something did. */
    public synchronized Optional<Throwable> catalogFailure() {
        return catalogTail == null ? Optional.empty() : catalogTail.failure();
    }

    @Override
    public void close() {
        TopicTail tail;
        KafkaStreams topology;
        synchronized (this) {
            tail = catalogTail;
            topology = streams;
            catalogTail = null;
            streams = null;
        }
        // Without the lock: the tail's thread may be about to start the topology, and finds that there is none.
        if (tail != null) {
            tail.close();
        }
        if (topology != null) {
            topology.close(CLOSE_BOUND);
        }
    }
}
