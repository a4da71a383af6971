package dev.countersign.local.broker;

import dev.countersign.contract.topic.Topic;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Where a single-node broker lives and how it is set up.
 *
 * @param dir            its data, created when absent; survives restarts
 * @param port           loopback port for clients
 * @param controllerPort loopback port of its own controller
 * @param log            what its JVM prints
 */
public record BrokerSettings(Path dir, int port, int controllerPort, Path log) {

    static final int NODE_ID = 1;
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    private static final String HOST = "127.0.0.1";
    private static final int CLEANER_BUFFER_BYTES = 16 * 1024 * 1024;

    public BrokerSettings {
        if (port == controllerPort) {
            throw new IllegalArgumentException("broker and controller need two ports, both are " + port);
        }
        dir = dir.toAbsolutePath();
    }

    /** With the log {@code broker.log} beside the data. */
    public BrokerSettings(Path dir, int port, int controllerPort) {
        this(dir, port, controllerPort, dir.resolve("broker.log"));
    }

    public String bootstrapServers() {
        return HOST + ":" + port;
    }

    Path data() {
        return dir.resolve("data");
    }

    /** What a single-node broker for trying and testing needs, wherever it runs. */
    static Map<String, String> common() {
        Map<String, String> common = new TreeMap<>();
        common.put("auto.create.topics.enable", "false");
        common.put("message.max.bytes", String.valueOf(Topic.MAX_RECORD_BYTES));
        common.put("offsets.topic.replication.factor", "1");
        common.put("offsets.topic.num.partitions", "6");
        common.put("transaction.state.log.replication.factor", "1");
        common.put("transaction.state.log.min.isr", "1");
        common.put("transaction.state.log.num.partitions", "6");
        common.put("share.coordinator.state.topic.replication.factor", "1");
        common.put("share.coordinator.state.topic.min.isr", "1");
        common.put("group.initial.rebalance.delay.ms", "0");
        // The default of 20 ms nearly doubles the latency of back-to-back transactions.
        common.put("add.partitions.to.txn.retry.backoff.ms", "1");
        // The next two let a client that was killed be succeeded within seconds.
        common.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        common.put("broker.session.timeout.ms", "2000");
        common.put("log.cleaner.dedupe.buffer.size", String.valueOf(CLEANER_BUFFER_BYTES));
        return common;
    }

    Properties properties() {
        Properties properties = new Properties();
        properties.putAll(common());
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", String.valueOf(NODE_ID));
        properties.put("log.dirs", data().toString());
        properties.put(
                "listeners", "PLAINTEXT://%s,CONTROLLER://%s:%d".formatted(bootstrapServers(), HOST, controllerPort));
        properties.put("advertised.listeners", "PLAINTEXT://" + bootstrapServers());
        properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.put("inter.broker.listener.name", "PLAINTEXT");
        properties.put("controller.listener.names", CONTROLLER_LISTENER);
        properties.put("controller.quorum.voters", "%d@%s:%d".formatted(NODE_ID, HOST, controllerPort));
        properties.put("broker.heartbeat.interval.ms", "500");
        properties.put("num.network.threads", "2");
        properties.put("num.io.threads", "4");
        return properties;
    }
}
