package dev.countersign.executor.service;

import dev.countersign.executor.tool.ToolSettings;
import dev.countersign.executor.tool.mcp.McpSettings;
import dev.countersign.executor.tool.openapi.OpenApiSettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithDefaults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The settings of the service. Those without a default stop the start when they are missing. */
@ConfigMapping(prefix = "countersign")
public interface ExecutorConfig {

    /** Which instance this is, the same after a restart: transactional id, static group member, name in results. */
    @WithDefault("${countersign.executor.name:executor-service}-0")
    String instance();

    /** Where services keep state on disk; this one keeps none. */
    State state();

    Executor executor();

    Signing signing();

    TrustedKeys trustedKeys();

    /** What is declared about each tool, by its name. */
    @WithDefaults
    Map<String, ToolSettings> tools();

    /** HTTP APIs whose operations are tools, by a name of one's own. */
    Map<String, OpenApiSettings> openapi();

    /** The MCP servers whose tools are offered, by a name for each. */
    Map<String, McpSettings> mcp();

    /** State on disk. */
    interface State {
        Optional<Path> dir();
    }

    /** The executor and its loop. */
    interface Executor {

        /** The name under which it owns tools; also its consumer group. */
        @WithDefault("executor-service")
        String name();

        /** When the broker gives up a transaction of which it hears nothing more. */
        @WithDefault("5s")
        Duration transactionTimeout();

        /** How long after its deadline a started call counts as lost; longer than the transaction timeout. */
        @WithDefault("6s")
        Duration grace();

        /** How far this machine's clock and the broker's may differ. */
        @WithDefault("30s")
        Duration clockSkew();

        /** How long an orderly stop waits for the tools that run. */
        @WithDefault("10s")
        Duration stopTimeout();

        /** How long the start waits for sources of tools to say what they offer; later ones are taken up as they come. */
        @WithDefault("20s")
        Duration sourcesTimeout();

        /** How long the start waits for the broker. */
        @WithDefault("60s")
        Duration startTimeout();
    }

    /** The key that signs this executor's catalogue entries. */
    interface Signing {

        /** Ed25519 private key, PKCS #8 PEM. */
        Path keyFile();

        /** The id under which others know its public half. */
        String kid();
    }

    /** The keys whose approvals count. */
    interface TrustedKeys {

        /** A folder with {@code <kid>.pem} for each. */
        Path dir();
    }
}
