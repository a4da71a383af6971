package dev.countersign.executor.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockSkewTest {

    private static final Instant APPENDED = Instant.parse("2026-11-24T12:00:00Z");

    @ParameterizedTest
    @CsvSource({"0, true", "30000, true", "30001, false", "-30000, true", "-30001, false"})
    void shouldTolerateThirtySecondsEitherWay(long millis, boolean tolerable) {
        ClockSkew skew = new ClockSkew(Duration.ofSeconds(30));

        skew.observe(APPENDED.plusMillis(millis), APPENDED.toEpochMilli());

        assertThat(skew.isTolerable()).isEqualTo(tolerable);
        assertThat(skew.last()).isEqualTo(Duration.ofMillis(millis));
    }
}
