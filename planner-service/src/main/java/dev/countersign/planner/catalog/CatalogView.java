package dev.countersign.planner.catalog;

import dev.countersign.contract.catalog.Catalog;
import dev.countersign.contract.topic.Topic;
import dev.countersign.contract.topic.TopicTail;
import dev.countersign.planner.PlannerSettings;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tools on offer: follows {@code tool-catalog}, as far as configuration trusts who writes there. */
@Singleton
@Startup
public class CatalogView {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogView.class);

    private final Catalog catalog;
    private final TopicTail tail;

    public CatalogView(PlannerSettings settings) {
        this.catalog = new Catalog(settings.owners());
        this.tail = TopicTail.start(settings.connection(), Topic.TOOL_CATALOG, TopicTail.From.BEGINNING, this::accept);
    }

    /** The catalogue as it is now. */
    public Catalog catalog() {
        return catalog;
    }

    /** Done when all that was announced before the start is known. */
    public CompletableFuture<Void> caughtUp() {
        return tail.caughtUp();
    }

    /** Whether it follows the topic still. */
    public boolean follows() {
        return tail.failure().isEmpty();
    }

    private void accept(ConsumerRecord<byte[], byte[]> record) {
        catalog.accept(record)
                .ifPresentOrElse(
                        why -> LOG.warn(
                                "event=catalog-entry-ignored partition={} offset={} reason=\"{}\"",
                                record.partition(),
                                record.offset(),
                                why),
                        () -> LOG.info(
                                "event=catalog-entry-taken partition={} offset={}",
                                record.partition(),
                                record.offset()));
    }

    @PreDestroy
    void close() {
        tail.close();
    }
}
