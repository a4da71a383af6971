package dev.countersign.approval.gate.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Test;

/** What becomes of a gate whose threads die, and how long one may be without. */
class LivenessTest {

    private Instant now = Instant.parse("2026-11-24T12:00:00Z");

    @Test
    void shouldReplaceThreadFiveTimesAndThenStop() {
        ThreadReplacement replacement = new ThreadReplacement(() -> now);

        assertThat(IntStream.range(0, 6).mapToObj(time -> replacement.handle(new IllegalStateException("broken"))))
                .endsWith(StreamThreadExceptionResponse.SHUTDOWN_CLIENT)
                .filteredOn(StreamThreadExceptionResponse.REPLACE_THREAD::equals)
                .hasSize(5);
    }

    @Test
    void shouldForgetReplacementsOfLongAgo() {
        ThreadReplacement replacement = new ThreadReplacement(() -> now);
        for (int time = 0; time < 20; time++) {
            assertThat(replacement.handle(new IllegalStateException("broken")))
                    .isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
            now = now.plus(Duration.ofMinutes(2));
        }
    }

    @Test
    void shouldCountOnlyTimeWithoutRunning() {
        RunningSince running = new RunningSince(() -> now);
        now = now.plusSeconds(59);
        assertThat(running.notRunningFor()).isEqualTo(Duration.ofSeconds(59));

        running.changed(true);
        now = now.plusSeconds(600);
        assertThat(running.notRunningFor()).isZero();

        running.changed(false);
        now = now.plusSeconds(30);
        running.changed(false);
        now = now.plusSeconds(31);
        assertThat(running.notRunningFor()).isEqualTo(Duration.ofSeconds(61));
    }
}
