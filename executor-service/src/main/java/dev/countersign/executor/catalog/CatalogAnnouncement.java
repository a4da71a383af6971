package dev.countersign.executor.catalog;

import static java.util.Objects.requireNonNull;

import dev.countersign.contract.event.CatalogEntry;
import dev.countersign.contract.topic.Topic;
import dev.countersign.contract.topic.TopicTail;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@code tool-catalog} to what this instance of an executor offers, signed by the executor's key. Saying the same
 * again writes nothing.
 *
 * <p>Instances that share an executor's name never fight over a tool: each writes where its own offers have changed, and
 * where a tool that it offers has been withdrawn; an entry of another instance that differs from its own it lets stand.
 * So the one whose source is away withdraws a tool, and one that still has it announces it again. A tool that is another
 * executor's stops the start; later on it is left out, and an error logged, until the other withdraws it.
 */
public final class CatalogAnnouncement implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CatalogAnnouncement.class);
    /** Changes that come in a burst are written together. */
    private static final Duration BURST = Duration.ofMillis(100);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final CatalogSettings settings;
    private final CatalogWriter writer;
    private final Supplier<? extends Collection<CatalogEntry>> offers;
    private final StandingEntries standing = new StandingEntries();
    private final Semaphore changes = new Semaphore(0);
    private final Thread thread;
    /** What this instance last said of each tool. */
    private final Map<String, CatalogEntry> said = new HashMap<>();

    /** The tools that it last offered. */
    private final Set<String> offered = new HashSet<>();

    private final Map<String, String> conflicts = new HashMap<>();
    private TopicTail tail;
    private volatile boolean closed;

    private CatalogAnnouncement(CatalogSettings settings, Supplier<? extends Collection<CatalogEntry>> offers) {
        this.settings = settings;
        this.writer = new CatalogWriter(settings);
        this.offers = offers;
        this.tail = tail();
        this.thread = Thread.ofPlatform().daemon().name("catalog-announcement").unstarted(this::run);
    }

    /**
     * Announces the tools, and withdraws the executor's others; returns when the broker has acknowledged all of it, and
     * follows changes from then on.
     *
     * @param offers what this instance offers now
     * @throws CatalogConflictException if one of them is another executor's; nothing is written then
     * @throws IllegalStateException if the broker does not answer in time
     */
    public static CatalogAnnouncement start(
            CatalogSettings settings, Supplier<? extends Collection<CatalogEntry>> offers) {
        CatalogAnnouncement announcement = new CatalogAnnouncement(settings, offers);
        try {
            announcement.first();
        } catch (RuntimeException e) {
            announcement.tail.close();
            throw e;
        }
        announcement.thread.start();
        return announcement;
    }

    /** What is offered may have changed. Returns at once, on any thread. */
    public void changed() {
        changes.release();
    }

    private TopicTail tail() {
        return TopicTail.start(settings.connection(), Topic.TOOL_CATALOG, TopicTail.From.BEGINNING, record -> {
            standing.read(record);
            changed();
        });
    }

    private void first() {
        CatalogWriter.await(tail.caughtUp(), settings.bound(), "tool-catalog cannot be read");
        Map<String, CatalogEntry> own = own();
        own.keySet()
                .forEach(tool -> rival(tool).ifPresent(owner -> {
                    throw new CatalogConflictException(tool, owner);
                }));
        Stream<ProducerRecord<byte[], byte[]>> announced = own.values().stream()
                .map(writer::offer)
                .filter(offer -> standing.find(tool(offer))
                        .filter(entry -> entry.is(offer))
                        .isEmpty());
        Stream<ProducerRecord<byte[], byte[]>> withdrawn = standing.toolsOf(settings.executor()).stream()
                .filter(tool -> !own.containsKey(tool))
                .map(writer::withdrawal);
        write(Stream.concat(announced, withdrawn).toList(), own);
        settle(own);
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (!closed) {
            try {
                // Now and then without a change: a tail that has ended tells of none.
                boolean changed = changes.tryAcquire(LOOK_AGAIN.toSeconds(), TimeUnit.SECONDS);
                LOG.trace("event=catalog-looked-at changed={}", changed);
                Thread.sleep(BURST);
                changes.drainPermits();
                follow();
                pause = FIRST_PAUSE;
            } catch (InterruptedException e) {
                // Only close() interrupts.
                return;
            } catch (RuntimeException e) {
                if (closed) {
                    return;
                }
                LOG.warn("event=catalog-not-written retry-in={} reason=\"{}\"", pause, e.getMessage());
                if (!sleeps(pause)) {
                    return;
                }
                pause = longer(pause);
                changed();
            }
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    private static boolean sleeps(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** Writes what is news; what cannot be written now is still news the next time. */
    private void follow() {
        if (tail.failure().isPresent()) {
            tail.close();
            tail = tail();
        }
        CatalogWriter.await(tail.caughtUp(), settings.bound(), "tool-catalog cannot be read");
        Map<String, CatalogEntry> own = own();
        Stream<ProducerRecord<byte[], byte[]>> announced =
                own.values().stream().filter(this::isMine).flatMap(entry -> news(entry).stream());
        Stream<ProducerRecord<byte[], byte[]>> withdrawn = offered.stream()
                .filter(tool -> !own.containsKey(tool))
                .filter(this::standsAsSaid)
                .sorted()
                .map(writer::withdrawal);
        write(Stream.concat(announced, withdrawn).toList(), own);
        settle(own);
    }

    /** Notes each record as it is acknowledged: what comes after it may fail, and be another the next time. */
    private void write(Collection<ProducerRecord<byte[], byte[]>> records, Map<String, CatalogEntry> own) {
        writer.write(records, (record, written) -> {
            standing.written(record, written);
            String tool = tool(record);
            if (record.value() == null) {
                offered.remove(tool);
            } else {
                said.put(tool, requireNonNull(own.get(tool)));
                offered.add(tool);
            }
        });
    }

    private Map<String, CatalogEntry> own() {
        return offers.get().stream()
                .collect(Collectors.toMap(entry -> entry.name().value(), Function.identity()));
    }

    private void settle(Map<String, CatalogEntry> own) {
        said.putAll(own);
        offered.clear();
        offered.addAll(own.keySet());
        conflicts.keySet().retainAll(own.keySet());
    }

    private boolean isMine(CatalogEntry entry) {
        String tool = entry.name().value();
        Optional<String> rival = rival(tool);
        if (rival.isEmpty()) {
            conflicts.remove(tool);
            return true;
        }
        if (!rival.get().equals(conflicts.put(tool, rival.get()))) {
            LOG.error(
                    "event=tool-not-announced reason=\"{}\"",
                    new CatalogConflictException(tool, rival.get()).getMessage());
        }
        return false;
    }

    private Optional<String> rival(String tool) {
        return standing.owner(tool).filter(owner -> !owner.equals(settings.executor()));
    }

    private Optional<ProducerRecord<byte[], byte[]>> news(CatalogEntry entry) {
        String tool = entry.name().value();
        Optional<StandingEntries.Standing> before = standing.find(tool);
        ProducerRecord<byte[], byte[]> offer = writer.offer(entry);
        boolean isNews = before.isEmpty()
                || (!entry.equals(said.get(tool)) && !before.get().says(offer));
        return isNews ? Optional.of(offer) : Optional.empty();
    }

    private boolean standsAsSaid(String tool) {
        return Optional.ofNullable(said.get(tool))
                .map(writer::offer)
                .filter(offer ->
                        standing.find(tool).filter(entry -> entry.says(offer)).isPresent())
                .isPresent();
    }

    private static String tool(ProducerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    /** Ends it; what was announced stays, since an executor that is started again offers it again. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        tail.close();
    }
}
