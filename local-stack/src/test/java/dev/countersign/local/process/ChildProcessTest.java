package dev.countersign.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {

    private static final Duration BOUND = Duration.ofSeconds(20);

    @TempDir
    Path dir;

    @Test
    void shouldPassEnvironmentAndKeepWhatTheChildPrints() {
        ChildProcess child = shell("echo out $GREETING; echo err >&2", Map.of("GREETING", "hello"));

        assertThat(child.onExit().join()).isZero();
        assertThat(child.tail()).isEqualTo("out hello\nerr");
    }

    @Test
    void shouldReportAChildThatDiesBeforeItIsReadyWithTheEndOfItsLog() {
        ChildProcess child = shell("echo no such luck; exit 3", Map.of());

        assertThatThrownBy(() -> child.awaitReady(BOUND, () -> false))
                .isInstanceOf(ChildFailedException.class)
                .hasMessageContaining("ended with status 3")
                .hasMessageContaining("no such luck");
    }

    @Test
    void shouldKillAChildThatDoesNotListen() {
        ChildProcess child = shell("trap '' TERM; touch deaf; while :; do sleep 1; done", Map.of());
        Await.until("the child to be deaf", BOUND, () -> Files.exists(dir.resolve("deaf")));

        child.stop(Duration.ofMillis(100));

        assertThat(child.isAlive()).isFalse();
        assertThat(child.onExit().join()).isEqualTo(137);
    }

    @Test
    void shouldFreezeAndThawAChild() throws Exception {
        ChildProcess child = shell("while :; do echo x >>beat; sleep 0.02; done", Map.of());
        Path beat = dir.resolve("beat");
        Await.until("a beat", BOUND, () -> Files.exists(beat));

        child.pause();
        Await.until("the child to stand still", BOUND, () -> state(child).equals("T"));
        long frozen = Files.size(beat);
        child.resume();

        Await.until("the child to go on", BOUND, () -> size(beat) > frozen);
        child.close();
        assertThat(child.isAlive()).isFalse();
    }

    @Test
    void shouldEndChildrenOfAParentThatWasKilled() throws Exception {
        Path pidFile = dir.resolve("pid");
        ChildProcess parent = ChildProcess.start(new ChildSpec(
                "parent",
                JavaCommand.ofClass(ShortLivedParent.class, List.of("-Xmx32m"), List.of(pidFile.toString())),
                Map.of(),
                dir,
                dir.resolve("parent.log")));
        parent.awaitReady(BOUND, () -> Files.exists(pidFile));
        ProcessHandle grandchild =
                ProcessHandle.of(Long.parseLong(Files.readString(pidFile))).orElseThrow();
        assertThat(grandchild.isAlive()).isTrue();

        parent.kill();

        Await.until("the grandchild to end", BOUND, () -> !grandchild.isAlive());
    }

    private ChildProcess shell(String script, Map<String, String> environment) {
        List<String> command = List.of("/bin/sh", "-c", script);
        return ChildProcess.start(new ChildSpec("child", command, environment, dir, dir.resolve("child.log")));
    }

    private static String state(ChildProcess child) {
        try {
            Process ps = new ProcessBuilder("ps", "-o", "state=", "-p", String.valueOf(child.pid())).start();
            return new String(ps.getInputStream().readAllBytes()).strip().substring(0, 1);
        } catch (java.io.IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (java.io.IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }
}
