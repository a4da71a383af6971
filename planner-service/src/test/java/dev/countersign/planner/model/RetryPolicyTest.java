package dev.countersign.planner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-24T08:00:00Z"), ZoneOffset.UTC);

    private final RetryPolicy policy =
            new RetryPolicy(5, Duration.ofSeconds(1), Duration.ofSeconds(6), Duration.ofSeconds(120));

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "4, 6", "5, 6"})
    void shouldDoubleTheWaitUpToItsBound(int failures, int seconds) {
        assertThat(policy.next(failures, Optional.empty())).contains(Duration.ofSeconds(seconds));
    }

    @Test
    void shouldStopAfterTheLastRetry() {
        assertThat(policy.next(6, Optional.empty())).isEmpty();
    }

    @Test
    void shouldWaitAsLongAsAskedUpToTheBound() {
        assertThat(policy.next(1, Optional.of(Duration.ofSeconds(120)))).contains(Duration.ofSeconds(120));
        assertThat(policy.next(1, Optional.of(Duration.ofSeconds(120).plusMillis(1))))
                .isEmpty();
        assertThat(policy.next(1, Optional.of(Duration.ZERO))).contains(Duration.ofSeconds(1));
    }

    @Test
    void shouldKnowTheLongestThatATurnTakes() {
        assertThat(policy.longest(Duration.ofSeconds(10))).isEqualTo(Duration.ofSeconds(6 * 10 + 5 * (120 + 24)));
    }

    @RepeatedTest(100)
    void shouldNeverWaitForLessThanAskedNorForMoreThanAFifthMore() {
        assertThat(RetryPolicy.jittered(Duration.ofMillis(10))).isBetween(Duration.ofMillis(10), Duration.ofMillis(12));
    }

    @Test
    void shouldRefuseWhatContradictsItself() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetryPolicy(1, Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetryPolicy(11, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ZERO));
    }

    @Test
    void shouldReadSecondsAndDates() {
        assertThat(RetryAfter.parse(" 7 ", CLOCK)).contains(Duration.ofSeconds(7));
        assertThat(RetryAfter.parse("Tue, 24 Nov 2026 08:00:30 GMT", CLOCK)).contains(Duration.ofSeconds(30));
        assertThat(RetryAfter.parse("Tue, 24 Nov 2026 07:00:00 GMT", CLOCK)).contains(Duration.ZERO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "99999999999"})
    void shouldPassOverWhatIsNeither(String header) {
        assertThat(RetryAfter.parse(header, CLOCK)).isEmpty();
    }
}
