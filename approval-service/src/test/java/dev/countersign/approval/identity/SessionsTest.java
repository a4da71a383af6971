package dev.countersign.approval.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final Duration VALIDITY = Duration.ofHours(12);

    @TempDir
    Path dir;

    private Path key;

    @BeforeEach
    void writeKey() throws IOException {
        key = Files.writeString(dir.resolve("key"), "k".repeat(32));
    }

    @Test
    void shouldTakeItsOwnTokenUntilTheLastSecond() {
        String token = at(NOW).issue("bob");

        assertThat(at(NOW.plus(VALIDITY).minusSeconds(1)).verify(token))
                .map(Sessions.Session::name)
                .hasValue("bob");
        assertThat(at(NOW.plus(VALIDITY)).verify(token)).isEmpty();
    }

    @Test
    void shouldTakeTheTokenOfAnotherInstanceWithTheSameKey() {
        assertThat(at(NOW).verify(at(NOW).issue("bob"))).isPresent();
    }

    @Test
    void shouldRefuseTheTokenOfAnotherKey() throws IOException {
        Path other = Files.writeString(dir.resolve("other"), "o".repeat(32));
        String token = new Sessions(other, VALIDITY, InstantSource.fixed(NOW)).issue("bob");

        assertThat(at(NOW).verify(token)).isEmpty();
    }

    @Test
    void shouldRefuseATokenWithoutSignature() {
        String payload = at(NOW).issue("bob").split("\\.")[1];

        assertThat(at(NOW).verify("eyJhbGciOiJub25lIn0." + payload + ".")).isEmpty();
        assertThat(at(NOW).verify("")).isEmpty();
        assertThat(at(NOW).verify("a.b.c")).isEmpty();
    }

    @Test
    void shouldNotStartWithoutAKeyOfThirtyTwoBytes() throws IOException {
        Path shortKey = Files.writeString(dir.resolve("short"), "k".repeat(31));

        assertThatThrownBy(() -> new Sessions(shortKey, VALIDITY, InstantSource.fixed(NOW)))
                .hasMessageStartingWith("countersign.session.key-file: ");
        assertThatThrownBy(() -> new Sessions(dir.resolve("missing"), VALIDITY, InstantSource.fixed(NOW)))
                .hasMessageStartingWith("countersign.session.key-file: ");
    }

    private Sessions at(Instant now) {
        return new Sessions(key, VALIDITY, InstantSource.fixed(now));
    }
}
