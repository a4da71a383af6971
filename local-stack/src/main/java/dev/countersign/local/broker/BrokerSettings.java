package dev.countersign.local.broker;

import dev.countersign.contract.topic.Topic;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a single-node broker lives and how it is set up.
 *
 * @param dir            its data, created when absent; survives restarts
 * @param port           loopback port for clients
 * @param controllerPort loopback port of its own controller
 * @param log            what its JVM prints
 * @param extra          listeners beside the one for clients
 */
public record BrokerSettings(Path dir, int port, int controllerPort, Path log, List<ExtraListener> extra) {

    static final int NODE_ID = 1;
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    private static final String CLIENT_LISTENER = "PLAINTEXT";
    private static final String HOST = "127.0.0.1";
    private static final int CLEANER_BUFFER_BYTES = 16 * 1024 * 1024;

    public BrokerSettings {
        if (port == controllerPort) {
            throw new IllegalArgumentException("broker and controller need two ports, both are " + port);
        }
        dir = dir.toAbsolutePath();
        extra = List.copyOf(extra);
        if (extra.stream().map(ExtraListener::name).distinct().count() != extra.size()) {
            throw new IllegalArgumentException("two listeners have the same name");
        }
    }

    /** With the one listener for clients. */
    public BrokerSettings(Path dir, int port, int controllerPort, Path log) {
        this(dir, port, controllerPort, log, List.of());
    }

    /** With the log {@code broker.log} beside the data. */
    public BrokerSettings(Path dir, int port, int controllerPort) {
        this(dir, port, controllerPort, defaultLog(dir));
    }

    private static Path defaultLog(Path dir) {
        return dir.resolve("broker.log");
    }

    /** What {@link #toArguments()} makes; the log is whoever starts the broker's. */
    static BrokerSettings ofArguments(List<String> arguments) {
        Path dir = Path.of(arguments.get(0));
        return new BrokerSettings(
                dir,
                Integer.parseInt(arguments.get(1)),
                Integer.parseInt(arguments.get(2)),
                defaultLog(dir),
                arguments.stream().skip(3).map(ExtraListener::ofArgument).toList());
    }

    List<String> toArguments() {
        return Stream.concat(
                        Stream.of(dir.toString(), String.valueOf(port), String.valueOf(controllerPort)),
                        extra.stream().map(ExtraListener::toArgument))
                .toList();
    }

    public String bootstrapServers() {
        return address(port);
    }

    static String address(int port) {
        return HOST + ":" + port;
    }

    static boolean isOwnListener(String name) {
        return name.equals(CLIENT_LISTENER) || name.equals(CONTROLLER_LISTENER);
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
                "listeners",
                listeners(
                        Stream.of(listener(CLIENT_LISTENER, port), listener(CONTROLLER_LISTENER, controllerPort)),
                        each -> listener(each.name(), each.port())));
        properties.put(
                "advertised.listeners",
                listeners(
                        Stream.of(listener(CLIENT_LISTENER, port)), each -> listener(each.name(), each.advertised())));
        properties.put(
                "listener.security.protocol.map",
                listeners(
                        Stream.of(CLIENT_LISTENER + ":PLAINTEXT", CONTROLLER_LISTENER + ":PLAINTEXT"),
                        each -> each.name() + ":PLAINTEXT"));
        properties.put("inter.broker.listener.name", CLIENT_LISTENER);
        properties.put("controller.listener.names", CONTROLLER_LISTENER);
        properties.put("controller.quorum.voters", NODE_ID + "@" + address(controllerPort));
        properties.put("broker.heartbeat.interval.ms", "500");
        properties.put("num.network.threads", "2");
        properties.put("num.io.threads", "4");
        return properties;
    }

    private String listeners(Stream<String> own, Function<ExtraListener, String> form) {
        return Stream.concat(own, extra.stream().map(form)).collect(Collectors.joining(","));
    }

    private static String listener(String name, int port) {
        return name + "://" + address(port);
    }
}
