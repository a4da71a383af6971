package dev.countersign.local.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.local.process.ChildProcess;
import dev.countersign.local.process.ChildSpec;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @TempDir
    Path dir;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final AtomicInteger restarts = new AtomicInteger();

    @Test
    void shouldGiveUpAComponentThatKeepsEnding() {
        AtomicReference<ChildProcess> process = new AtomicReference<>(start());
        Supervisor supervisor = supervisor(process, () -> process.set(start()));

        boolean stopped = supervisor.superviseUntilStopped();

        assertThat(stopped).isFalse();
        assertThat(restarts).hasValue(Supervisor.MOST_RESTARTS);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("flaky", "ended with status 7", "last words", "giving up");
    }

    @Test
    void shouldLeaveEndedProcessesAloneOnceTold() {
        AtomicReference<ChildProcess> process = new AtomicReference<>(start());
        Supervisor supervisor = supervisor(process, () -> process.set(start()));
        supervisor.stop();

        boolean stopped = supervisor.superviseUntilStopped();

        assertThat(stopped).isTrue();
        assertThat(restarts).hasValue(0);
    }

    private Supervisor supervisor(AtomicReference<ChildProcess> process, Runnable restart) {
        Component component = new Component("flaky", process::get, () -> {
            restarts.incrementAndGet();
            restart.run();
        });
        return new Supervisor(
                List.of(component), new PrintStream(printed, true, StandardCharsets.UTF_8), InstantSource.fixed(NOW));
    }

    private ChildProcess start() {
        List<String> command = List.of("/bin/sh", "-c", "echo last words; exit 7");
        return ChildProcess.start(new ChildSpec("flaky", command, Map.of(), dir, dir.resolve("flaky.log")));
    }
}
