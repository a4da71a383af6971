package dev.countersign.executor.execution;

import dev.countersign.executor.tool.Declared;
import dev.countersign.executor.tool.IdempotencyKey;
import dev.countersign.executor.tool.PassingFailureException;
import dev.countersign.executor.tool.ToolRegistry;
import dev.countersign.executor.tool.Tools;
import dev.countersign.executor.tool.method.MethodTools;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Tools whose runs leave lines in a file, so that they can be counted from another process. */
public final class TestTools {

    private final Path runs;
    private final Path hold;

    public TestTools(Path dir) {
        this.runs = dir.resolve("runs");
        this.hold = dir.resolve("hold");
    }

    @Tool(name = "twice", value = "Twice a number.")
    public long twice(@P(name = "n", value = "a number") int n, IdempotencyKey key) throws Exception {
        note("twice", key);
        return 2L * n;
    }

    /** Not idempotent; ends when the hold file is gone. */
    @Tool(name = "once", value = "Must not be repeated.")
    public String once(@P(name = "text", value = "some text") String text, IdempotencyKey key) throws Exception {
        note("once", key);
        awaitRelease();
        return text;
    }

    /** Not idempotent; ends when the hold file is gone, whoever interrupts it. */
    @Tool(name = "deaf", value = "Ignores interrupts.")
    public String deaf(@P(name = "text", value = "some text") String text, IdempotencyKey key) throws Exception {
        note("deaf", key);
        while (Files.exists(hold)) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            Thread.interrupted();
        }
        return text;
    }

    /** Idempotent; ends when the hold file is gone. */
    @Tool(name = "again", value = "May be repeated.")
    public String again(@P(name = "text", value = "some text") String text, IdempotencyKey key) throws Exception {
        note("again", key);
        awaitRelease();
        return text;
    }

    /** Idempotent; ends when the hold file is gone, whoever interrupts it. */
    @Tool(name = "stubborn", value = "May be repeated, and ignores interrupts.")
    public String stubborn(@P(name = "text", value = "some text") String text, IdempotencyKey key) throws Exception {
        note("stubborn", key);
        while (Files.exists(hold)) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            Thread.interrupted();
        }
        return text;
    }

    /** One at a time; ends when the hold file is gone. */
    @Tool(name = "narrow", value = "One at a time.")
    public String narrow(@P(name = "text", value = "some text") String text, IdempotencyKey key) throws Exception {
        note("narrow", key);
        awaitRelease();
        return text;
    }

    /** Idempotent; fails in passing while the hold file is there. */
    @Tool(name = "flaky", value = "Works now and then.")
    public String flaky(@P(name = "text", value = "some text") String text, IdempotencyKey key) throws Exception {
        note("flaky", key);
        if (Files.exists(hold)) {
            throw PassingFailureException.failed("HTTP 503: busy", Optional.of(Duration.ofSeconds(4)));
        }
        return text;
    }

    /** Not idempotent, five in two seconds. */
    @Tool(name = "metered", value = "Five in two seconds.")
    public String metered(@P(name = "text", value = "some text") String text, IdempotencyKey key) throws Exception {
        note("metered", key);
        return text;
    }

    @Tool(name = "broken", value = "Throws.")
    public String broken() {
        throw new IllegalStateException("out of order");
    }

    /** Returns far more than a result can carry. */
    @Tool(name = "endless", value = "Goes on and on.")
    public String endless(@P(name = "text", value = "some text") String text) {
        return "\"".repeat(1024 * 1024);
    }

    static ToolRegistry registry(Path dir) {
        return registry(dir, Duration.ofSeconds(3));
    }

    static ToolRegistry registry(Path dir, Duration timeout) {
        return Tools.registry(
                List.of(new MethodTools.Owner(new TestTools(dir), TestTools.class)),
                Map.of(
                        "stubborn", Declared.repeatable(timeout, 1, 1),
                        "twice", Declared.repeatable(timeout, 1, 8),
                        "once", Declared.once(timeout, 64),
                        "deaf", Declared.once(timeout, 8),
                        "again", Declared.repeatable(timeout, 2, 8),
                        "narrow", Declared.once(timeout, 1),
                        "flaky", Declared.repeatable(timeout, 2, 8),
                        "metered", Declared.once(timeout, 8).limitedTo(5, Duration.ofSeconds(2)),
                        "broken", Declared.once(timeout, 8),
                        "endless", Declared.once(timeout, 8)));
    }

    private void note(String tool, IdempotencyKey key) throws IOException {
        Files.writeString(runs, tool + " " + key + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void awaitRelease() throws InterruptedException {
        while (Files.exists(hold)) {
            Thread.sleep(Duration.ofMillis(10));
        }
    }
}
