package dev.countersign.executor.execution;

import dev.countersign.contract.signing.TrustedKeys;
import dev.countersign.executor.tool.ToolRegistry;
import dev.countersign.executor.verification.Verification;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** The loop as the service starts it; also a process of its own: {@code BOOTSTRAP TRUSTED-KEYS-DIR DIR INSTANCE}. */
public final class ExecutorUnderTest {

    static final Duration GRACE = Duration.ofSeconds(4);
    static final Duration SKEW = Duration.ofSeconds(5);

    private ExecutorUnderTest() {}

    static ExecutionLoop start(String bootstrapServers, Path trustedKeys, ToolRegistry tools, String instance) {
        return ExecutionLoop.start(
                new ExecutionSettings(
                        Map.of("bootstrap.servers", bootstrapServers),
                        "executor-service",
                        instance,
                        Duration.ofSeconds(3),
                        GRACE,
                        SKEW),
                new Verification("executor-service", TrustedKeys.loadFolder(trustedKeys), tools, SKEW),
                tools,
                new SimpleMeterRegistry(),
                Clock.systemUTC(),
                Duration.ofSeconds(2));
    }

    public static void main(String[] arguments) {
        ToolRegistry tools = TestTools.registry(Path.of(arguments[2]));
        ExecutionLoop loop = start(arguments[0], Path.of(arguments[1]), tools, arguments[3]);
        Runtime.getRuntime().addShutdownHook(new Thread(loop::close));
    }
}
