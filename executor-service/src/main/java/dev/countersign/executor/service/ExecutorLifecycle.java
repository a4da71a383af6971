package dev.countersign.executor.service;

import dev.countersign.contract.signing.KeyFileException;
import dev.countersign.contract.signing.SigningKey;
import dev.countersign.contract.signing.TrustedKeys;
import dev.countersign.executor.catalog.CatalogAnnouncement;
import dev.countersign.executor.catalog.CatalogSettings;
import dev.countersign.executor.execution.ExecutionLoop;
import dev.countersign.executor.execution.ExecutionSettings;
import dev.countersign.executor.tool.ToolRegistry;
import dev.countersign.executor.tool.ToolSource;
import dev.countersign.executor.tool.mcp.McpServer;
import dev.countersign.executor.tool.method.MethodTools;
import dev.countersign.executor.tool.openapi.OpenApiTools;
import dev.countersign.executor.verification.Verification;
import dev.langchain4j.agent.tool.Tool;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.Arc;
import io.quarkus.arc.InjectableBean;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Starts the service in its order: trust, tools, catalogue, loop; whatever fails stops the start. */
@ApplicationScoped
public class ExecutorLifecycle {

    private final ExecutorConfig config;
    private final Map<String, Object> kafka;
    private final MeterRegistry meters;
    private volatile Optional<ToolRegistry> registry = Optional.empty();
    private volatile Optional<CatalogAnnouncement> catalog = Optional.empty();
    private volatile Optional<ExecutionLoop> loop = Optional.empty();

    public ExecutorLifecycle(
            ExecutorConfig config,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            MeterRegistry meters) {
        this.config = config;
        this.kafka = kafka;
        this.meters = meters;
    }

    void start(@Observes StartupEvent event) {
        ExecutorConfig.Executor executor = config.executor();
        TrustedKeys gate = trust(
                "countersign.trusted-keys.dir",
                () -> TrustedKeys.loadFolder(config.trustedKeys().dir()));
        SigningKey own = trust(
                "countersign.signing.key-file",
                () -> SigningKey.load(
                        config.signing().keyFile(), config.signing().kid()));
        ExecutionSettings settings = new ExecutionSettings(
                kafka,
                executor.name(),
                config.instance(),
                executor.transactionTimeout(),
                executor.grace(),
                executor.clockSkew());
        ToolRegistry tools = ToolRegistry.start(executor.name(), sources(), config.tools(), executor.sourcesTimeout());
        registry = Optional.of(tools);
        ToolSourceMetrics.register(tools, meters);
        announce(tools, new CatalogSettings(kafka, executor.name(), own, Clock.systemUTC(), executor.startTimeout()));
        loop = Optional.of(ExecutionLoop.start(
                settings,
                new Verification(executor.name(), gate, tools, executor.clockSkew()),
                tools,
                meters,
                Clock.systemUTC(),
                executor.stopTimeout()));
    }

    private void announce(ToolRegistry tools, CatalogSettings settings) {
        CatalogAnnouncement announcement = CatalogAnnouncement.start(settings, tools::entries);
        catalog = Optional.of(announcement);
        tools.onChange(announcement::changed);
        // What changed before it listened.
        announcement.changed();
    }

    void stop(@Observes ShutdownEvent event) {
        // First: what the sources say while they end is not for the catalogue.
        catalog.ifPresent(CatalogAnnouncement::close);
        loop.ifPresent(ExecutionLoop::close);
        registry.ifPresent(ToolRegistry::close);
    }

    /** The tools, once their sources have been started. */
    Optional<ToolRegistry> tools() {
        return registry;
    }

    /** The loop, once it has been started. */
    Optional<ExecutionLoop> loop() {
        return loop;
    }

    private static <T> T trust(String setting, Supplier<T> load) {
        try {
            return load.get();
        } catch (KeyFileException e) {
            throw new IllegalStateException(setting + ": " + e.getMessage(), e);
        }
    }

    private List<ToolSource> sources() {
        List<ToolSource> sources = new ArrayList<>(List.of(new MethodTools(owners())));
        config.openapi().forEach((api, declared) -> sources.add(OpenApiTools.of(api, declared, Clock.systemUTC())));
        sources.addAll(McpServer.all(config.mcp()));
        return sources;
    }

    /** Every bean there is: a look-up by type would leave out all but the alternatives as soon as there is one. */
    private static List<MethodTools.Owner> owners() {
        return Arc.container().beanManager().getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .filter(bean -> hasTools(bean.getBeanClass()))
                .map(bean -> owner((InjectableBean<?>) bean))
                .toList();
    }

    private static MethodTools.Owner owner(InjectableBean<?> bean) {
        return new MethodTools.Owner(Arc.container().instance(bean).get(), bean.getBeanClass());
    }

    private static boolean hasTools(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods()).anyMatch(method -> method.isAnnotationPresent(Tool.class));
    }
}
