package dev.countersign.e2e.chaos;

import dev.countersign.contract.topic.ClientSettings;
import dev.countersign.local.broker.ExtraListener;
import dev.countersign.local.broker.LocalBroker;
import dev.countersign.local.launch.LocalStack;
import dev.countersign.local.launch.ModelEndpoint;
import dev.countersign.local.launch.ServiceKind;
import dev.countersign.local.launch.ServiceProcess;
import dev.countersign.local.launch.StackConfig;
import dev.countersign.local.launch.ToolsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A broker, two executors and two gates. Each of the four reaches the broker through a relay of its own, which the broker
 * advertises to it; the test reaches the broker directly.
 */
final class ChaosStack implements AutoCloseable {
    private static final Path CHECKOUT = Path.of(System.getProperty("countersign.checkout", ".."));

    private final LocalStack stack;
    private final Map<Victim, Relay> relays = new EnumMap<>(Victim.class);
    private final Map<Victim, ServiceProcess> services = new EnumMap<>(Victim.class);

    private ChaosStack(LocalStack stack) {
        this.stack = stack;
    }

    /** Starts all of it; returns when it is ready. */
    static ChaosStack start(Path folder, String policy, ToolsFile tools) throws IOException {
        StackConfig config = StackConfig.forTest(
                        CHECKOUT, folder, new ModelEndpoint("http://127.0.0.1:9/v1/", "none", "none"))
                .withTools(tools);
        config.data().prepare();
        Files.writeString(config.data().policyFile(), policy);
        Map<Victim, ExtraListener> listeners = new EnumMap<>(Victim.class);
        Victim.instances().forEach(victim -> listeners.put(victim, ExtraListener.named("RELAY" + victim.ordinal())));
        ChaosStack started = new ChaosStack(LocalStack.startBroker(config, List.copyOf(listeners.values())));
        try {
            listeners.forEach((victim, listener) -> started.add(victim, listener));
            started.services.values().forEach(ServiceProcess::start);
            started.services.values().forEach(ServiceProcess::awaitReady);
            return started;
        } catch (RuntimeException failed) {
            started.close();
            throw failed;
        }
    }

    private void add(Victim victim, ExtraListener listener) {
        relays.put(victim, Relay.start(listener.advertised(), listener.port()));
        services.put(
                victim,
                stack.add(victim.kind().orElseThrow(), Map.of("KAFKA_BOOTSTRAP_SERVERS", listener.bootstrapServers())));
    }

    LocalBroker broker() {
        return stack.broker();
    }

    ServiceProcess service(Victim victim) {
        ServiceProcess found = services.get(victim);
        if (found == null) {
            throw new IllegalArgumentException(victim + " is no service");
        }
        return found;
    }

    Relay relay(Victim victim) {
        Relay found = relays.get(victim);
        if (found == null) {
            throw new IllegalArgumentException(victim + " has no relay");
        }
        return found;
    }

    /** The addresses at which people reach the gates. */
    List<String> gates() {
        return Victim.instancesOf(ServiceKind.APPROVAL).stream()
                .map(victim -> service(victim).url())
                .toList();
    }

    String bootstrapServers() {
        return stack.bootstrapServers();
    }

    /**
     * For an agent of nobody's: what it sends stays sent through whatever happens to the broker, twice perhaps. It is not
     * idempotent, since such a producer can be refused for minutes after a broker's restart (out of order sequence).
     */
    KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> settings =
                new HashMap<>(ClientSettings.producer(Map.of("bootstrap.servers", bootstrapServers())));
        settings.put("enable.idempotence", false);
        settings.put("delivery.timeout.ms", 600_000);
        settings.put("retry.backoff.ms", 200L);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    String token(String name) {
        return stack.people().named(name).token();
    }

    Mailbox mailbox() {
        return new Mailbox(stack.data().mailbox());
    }

    @Override
    public void close() {
        services.values().forEach(ServiceProcess::close);
        relays.values().forEach(Relay::close);
        stack.close();
    }
}
