package dev.countersign.local.broker;

import java.util.Locale;
import org.testcontainers.kafka.KafkaContainer;

/** A broker in a container, set up like the one in a JVM. */
final class ContainerBroker implements TestBroker {

    private static final String IMAGE = "apache/kafka:4.1.1";

    private final KafkaContainer container;

    private ContainerBroker(KafkaContainer container) {
        this.container = container;
    }

    static ContainerBroker start() {
        KafkaContainer container = new KafkaContainer(IMAGE);
        BrokerSettings.common().forEach((name, value) -> container.withEnv(variable(name), value));
        container.start();
        return new ContainerBroker(container);
    }

    @Override
    public String bootstrapServers() {
        return container.getBootstrapServers();
    }

    @Override
    public void close() {
        container.stop();
    }

    private static String variable(String setting) {
        return "KAFKA_" + setting.toUpperCase(Locale.ROOT).replace('.', '_');
    }
}
