package dev.countersign.local.broker;

import java.nio.file.Files;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * The broker's own JVM: {@code BrokerMain DIR PORT CONTROLLER_PORT [NAME:PORT:ADVERTISED_PORT]...}. Ends cleanly on
 * SIGTERM.
 */
public final class BrokerMain {

    /** Below warnings Kafka prints every setting of every part. Held, since the logging system forgets otherwise. */
    private static final List<Logger> QUIET = List.of(Logger.getLogger("kafka"), Logger.getLogger("org.apache.kafka"));

    private BrokerMain() {}

    public static void main(String[] arguments) throws Exception {
        BrokerSettings settings = BrokerSettings.ofArguments(List.of(arguments));
        QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
        formatWhenNew(settings);
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(settings.properties(), false), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "broker-shutdown"));
        startOrExit(server);
        server.awaitShutdown();
    }

    /** A broker that failed half-way has threads that would keep its JVM alive. */
    private static void startOrExit(KafkaRaftServer server) {
        try {
            server.startup();
        } catch (RuntimeException | Error failed) {
            System.getLogger(BrokerMain.class.getName()).log(System.Logger.Level.ERROR, "event=start-failed", failed);
            Runtime.getRuntime().halt(1);
        }
    }

    private static void formatWhenNew(BrokerSettings settings) throws Exception {
        Files.createDirectories(settings.data());
        if (Files.exists(settings.data().resolve("meta.properties"))) {
            return;
        }
        new Formatter()
                .setNodeId(BrokerSettings.NODE_ID)
                .setClusterId(Uuid.randomUuid().toString())
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
                .setMetadataLogDirectory(settings.data().toString())
                .addDirectory(settings.data().toString())
                .run();
    }
}
