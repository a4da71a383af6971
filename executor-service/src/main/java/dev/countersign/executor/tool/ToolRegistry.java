package dev.countersign.executor.tool;

import dev.countersign.contract.event.CatalogEntry;
import dev.countersign.contract.event.CatalogEntry.Annotations;
import dev.countersign.contract.id.ToolName;
import dev.countersign.executor.tool.ToolSource.Availability;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tools of this executor, by name, as its sources come and go. One name is one tool: at the start a clash is an
 * error, later on the newcomer is left out. A source that is away keeps its names: what was approved for its tool is not
 * run by another that describes itself alike.
 */
public final class ToolRegistry implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ToolRegistry.class);

    private final String executor;
    private final List<ToolSource> sources;
    private final Map<String, ? extends ToolSettings> settings;
    private final CountDownLatch unheard;
    private final Map<String, SourceState> states = new LinkedHashMap<>();
    private final Set<String> problems = new TreeSet<>();
    private boolean started;
    /** What each source offers, or last offered before it went away: until it is back its names are nobody else's. */
    private final Map<String, Map<ToolName, OfferedTool>> held = new HashMap<>();

    private volatile Map<ToolName, OfferedTool> offered = Map.of();
    private volatile Runnable listener = () -> {};

    private ToolRegistry(
            String executor, Collection<? extends ToolSource> sources, Map<String, ? extends ToolSettings> settings) {
        this.executor = executor;
        this.sources = List.copyOf(sources);
        this.settings = settings;
        this.unheard = new CountDownLatch(sources.size());
        sources.forEach(source -> {
            if (states.put(source.name(), SourceState.UNHEARD) != null) {
                throw new IllegalArgumentException("two sources of tools are named " + source.name());
            }
        });
    }

    /**
     * How a source stands.
     *
     * @param away why it is not there; empty where it is
     * @param tools the names of what it offers, or last offered
     */
    public record SourceState(Optional<String> away, Set<ToolName> tools) {

        private static final SourceState UNHEARD =
                new SourceState(Optional.of("it has not said yet what it offers"), Set.of());
    }

    /** What is known of a name. */
    public sealed interface Lookup {

        /** The tool is here. */
        record Offered(OfferedTool tool) implements Lookup {}

        /** The tool is, or may be, one of a source that is away. */
        record Away(String reason) implements Lookup {}

        /** No tool has this name. */
        record Unknown() implements Lookup {}
    }

    /**
     * Starts the sources, and gives each the time to say what it offers; one that is away by then may come later.
     *
     * @param settings what is declared about each tool, by name; answers for a name without a declaration with the defaults
     * @throws IllegalArgumentException if two tools have one name, settings name a tool that is nowhere, or a tool cannot
     *     be offered
     */
    public static ToolRegistry start(
            String executor,
            Collection<? extends ToolSource> sources,
            Map<String, ? extends ToolSettings> settings,
            Duration patience) {
        ToolRegistry registry = new ToolRegistry(executor, sources, settings);
        try {
            registry.start(patience);
            return registry;
        } catch (RuntimeException e) {
            registry.close();
            throw e;
        }
    }

    private void start(Duration patience) {
        sources.forEach(source -> source.start(firstThenMore(source)));
        try {
            // Whoever has not spoken by then counts as away.
            boolean all = unheard.await(patience.toMillis(), TimeUnit.MILLISECONDS);
            LOG.debug("event=tool-sources-started all={}", all);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while tools were looked for", e);
        }
        synchronized (this) {
            refuse(problems);
            started = true;
            refuseUnclaimed();
        }
    }

    private java.util.function.Consumer<Availability> firstThenMore(ToolSource source) {
        boolean[] heard = new boolean[1];
        return availability -> {
            update(source.name(), availability);
            if (!heard[0]) {
                heard[0] = true;
                unheard.countDown();
            }
        };
    }

    private static void refuse(Collection<String> sentences) {
        if (!sentences.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", sentences));
        }
    }

    private void refuseUnclaimed() {
        Set<String> unclaimed = new TreeSet<>(settings.keySet());
        states.values().forEach(state -> state.tools().forEach(tool -> unclaimed.remove(tool.value())));
        if (unclaimed.isEmpty()) {
            return;
        }
        String sentence = "countersign.tools names tools that are not there: " + String.join(", ", unclaimed);
        if (states.values().stream().anyMatch(state -> state.away().isPresent())) {
            LOG.warn("event=settings-without-tool reason=\"{}\", or not yet\"", sentence);
        } else {
            throw new IllegalArgumentException(sentence);
        }
    }

    private void update(String source, Availability availability) {
        synchronized (this) {
            switch (availability) {
                case Availability.Present present -> {
                    LOG.info(
                            "event=tool-source-present source=\"{}\" tools={}",
                            source,
                            present.offers().size());
                    take(source, present.offers());
                }
                case Availability.Away away -> {
                    LOG.warn("event=tool-source-away source=\"{}\" reason=\"{}\"", source, away.reason());
                    states.compute(
                            source,
                            (name, before) -> new SourceState(
                                    Optional.of(away.reason()), before == null ? Set.of() : before.tools()));
                    replace(source, Map.of());
                }
            }
        }
        listener.run();
    }

    private void take(String source, List<ToolOffer> offers) {
        Map<ToolName, OfferedTool> others = heldByOthers(source);
        Map<ToolName, OfferedTool> own = new LinkedHashMap<>();
        Set<ToolName> names = new HashSet<>();
        for (ToolOffer offer : offers) {
            names.add(offer.name());
            OfferedTool rival = own.getOrDefault(offer.name(), others.get(offer.name()));
            if (rival != null) {
                problem("two tools are named " + offer.name() + ": one from " + rival.place() + ", one from "
                        + offer.place(source));
                continue;
            }
            offer(source, offer).ifPresent(tool -> own.put(offer.name(), tool));
        }
        states.put(source, new SourceState(Optional.empty(), Set.copyOf(names)));
        held.put(source, own);
        replace(source, own);
    }

    private Optional<OfferedTool> offer(String source, ToolOffer offer) {
        ToolSettings declared = settings.get(offer.name().value());
        if (declared == null) {
            throw new IllegalArgumentException("no settings countersign.tools." + offer.name());
        }
        if (!declared.enabled()) {
            return Optional.empty();
        }
        try {
            OfferedTool tool = OfferedTool.of(executor, source, offer, declared);
            offer.claimed().ifPresent(claimed -> compare(tool, claimed));
            return Optional.of(tool);
        } catch (IllegalArgumentException e) {
            problem(e.getMessage() + " (countersign.tools." + offer.name() + ".enabled=false leaves it out)");
            return Optional.empty();
        }
    }

    /** What a source claims changes nothing; whoever deploys hears of it. */
    private static void compare(OfferedTool tool, Annotations claimed) {
        if (!claimed.equals(tool.entry().annotations())) {
            LOG.info(
                    "event=hints-claimed tool={} source=\"{}\" claimed={} declared={}",
                    tool.entry().name(),
                    tool.source(),
                    claimed,
                    tool.entry().annotations());
        }
    }

    private void problem(String sentence) {
        LOG.error("event=tool-left-out reason=\"{}\"", sentence);
        if (!started) {
            problems.add(sentence);
        }
    }

    private Map<ToolName, OfferedTool> heldByOthers(String source) {
        return held.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(source))
                .flatMap(entry -> entry.getValue().entrySet().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private Map<ToolName, OfferedTool> others(String source) {
        return offered.values().stream()
                .filter(tool -> !tool.source().equals(source))
                .collect(Collectors.toMap(tool -> tool.entry().name(), tool -> tool));
    }

    private void replace(String source, Map<ToolName, OfferedTool> own) {
        Map<ToolName, OfferedTool> all = others(source);
        all.putAll(own);
        offered = Map.copyOf(all);
    }

    /** What is known of a tool's name. */
    public Lookup lookup(ToolName name) {
        OfferedTool tool = offered.get(name);
        return tool == null ? missing(name) : new Lookup.Offered(tool);
    }

    private synchronized Lookup missing(ToolName name) {
        return states.entrySet().stream()
                .filter(entry -> entry.getValue().away().isPresent())
                .filter(entry -> entry.getValue().tools().isEmpty()
                        || entry.getValue().tools().contains(name))
                .findFirst()
                .<Lookup>map(entry -> new Lookup.Away(
                        entry.getKey() + ": " + entry.getValue().away().orElseThrow()))
                .orElseGet(Lookup.Unknown::new);
    }

    /** All that can be run now. */
    public Collection<OfferedTool> all() {
        return offered.values();
    }

    /** What the catalogue should say now. */
    public List<CatalogEntry> entries() {
        return all().stream().map(OfferedTool::entry).toList();
    }

    /** Every source, by name. */
    public synchronized Map<String, SourceState> sources() {
        return new LinkedHashMap<>(states);
    }

    /** Whom to call, on any thread, after what is offered may have changed. */
    public void onChange(Runnable listener) {
        this.listener = listener;
    }

    @Override
    public void close() {
        sources.forEach(ToolSource::close);
    }
}
