package dev.countersign.local.launch;

import dev.countersign.local.broker.BrokerSettings;
import dev.countersign.local.broker.ExtraListener;
import dev.countersign.local.broker.LocalBroker;
import dev.countersign.local.broker.TopicCreation;
import dev.countersign.local.process.FreePorts;
import dev.countersign.local.trust.People;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A broker with its topics and the packaged services as processes: what the end-to-end tests run against, and what
 * {@code up} starts. Closing it ends everything, in the reverse order of its start.
 */
public final class LocalStack implements AutoCloseable {

    private final StackConfig config;
    private final LocalBroker broker;
    private final List<ServiceProcess> services = new ArrayList<>();
    private final Map<ServiceKind, Integer> instances = new EnumMap<>(ServiceKind.class);

    private LocalStack(StackConfig config, LocalBroker broker) {
        this.config = config;
        this.broker = broker;
    }

    /** Prepares the data folder, starts the broker and creates the topics; no service yet. */
    public static LocalStack startBroker(StackConfig config) {
        return startBroker(config, List.of());
    }

    /** As {@link #startBroker(StackConfig)}, with more listeners on the broker. */
    public static LocalStack startBroker(StackConfig config, List<ExtraListener> listeners) {
        config.data().prepare();
        config.tools().ifPresent(tools -> tools.writeTo(config.data().tools()));
        LocalBroker broker = LocalBroker.start(new BrokerSettings(
                config.data().broker(),
                config.ports().broker(),
                config.ports().controller(),
                config.data().log("broker"),
                listeners));
        try {
            TopicCreation.run(broker.bootstrapServers());
        } catch (RuntimeException failed) {
            broker.close();
            throw failed;
        }
        new Addresses(
                        broker.bootstrapServers(),
                        "http://127.0.0.1:" + config.ports().approval(),
                        ProcessHandle.current().pid())
                .write(config.data());
        return new LocalStack(config, broker);
    }

    /** Starts the broker and one instance of each service; returns when all are ready. */
    public static LocalStack startAll(StackConfig config) {
        LocalStack stack = startBroker(config);
        try {
            List<ServiceProcess> all = new ArrayList<>();
            for (ServiceKind kind : ServiceKind.values()) {
                all.add(stack.add(kind).start());
            }
            all.forEach(ServiceProcess::awaitReady);
            return stack;
        } catch (RuntimeException failed) {
            stack.close();
            throw failed;
        }
    }

    /** One more instance of a service, not started yet. The first has the configured port, others any free one. */
    public ServiceProcess add(ServiceKind kind) {
        return add(kind, Map.of());
    }

    /** One more instance of a service, with more environment than the others, not started yet. */
    public ServiceProcess add(ServiceKind kind, Map<String, String> more) {
        int index = instances.merge(kind, 1, Integer::sum) - 1;
        int port = index == 0 ? config.ports().of(kind) : FreePorts.next();
        ServiceProcess service = ServiceProcess.of(config, broker.bootstrapServers(), kind, index, port)
                .with(more);
        services.add(service);
        return service;
    }

    /** An instance that was added. */
    public ServiceProcess service(ServiceKind kind, int index) {
        return services.stream()
                .filter(service -> service.kind() == kind)
                .skip(index)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("no instance %d of %s".formatted(index, kind.module())));
    }

    public ServiceProcess executor() {
        return service(ServiceKind.EXECUTOR, 0);
    }

    public ServiceProcess approval() {
        return service(ServiceKind.APPROVAL, 0);
    }

    public ServiceProcess planner() {
        return service(ServiceKind.PLANNER, 0);
    }

    public LocalBroker broker() {
        return broker;
    }

    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    public DataDir data() {
        return config.data();
    }

    public People people() {
        return config.data().people();
    }

    List<ServiceProcess> services() {
        return List.copyOf(services);
    }

    /** Ends all services, last started first. */
    public void closeServices() {
        List<ServiceProcess> reversed = new ArrayList<>(services);
        Collections.reverse(reversed);
        reversed.forEach(ServiceProcess::close);
    }

    /** Ends all services, then the broker. */
    @Override
    public void close() {
        closeServices();
        broker.close();
        config.data().forgetAddresses();
    }
}
