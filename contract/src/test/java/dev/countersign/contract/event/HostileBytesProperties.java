package dev.countersign.contract.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** Whatever bytes come: a value or an {@link UnreadableException}, soon, and nothing else. */
class HostileBytesProperties {
    private static final List<String> FRAGMENTS = List.of(
            "1e999999999",
            "-1e-999999999",
            "1e99999999999999999999",
            "9".repeat(2_000),
            "0." + "1".repeat(2_000),
            "[".repeat(100_000),
            "{\"a\":".repeat(100_000),
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"\\u0000\"",
            "\u0000",
            "\ufeff",
            "NaN",
            "Infinity",
            "null",
            "\"" + "x".repeat(100_000) + "\"",
            "\"+1000000000-12-31T23:59:59Z\"",
            "\"PT99999999999999999999S\"",
            "\"PT9223372036854775807S\"");

    @Provide
    Arbitrary<byte[]> bytes() {
        Arbitrary<byte[]> random = Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
        Arbitrary<byte[]> spoilt = Combinators.combine(
                        Arbitraries.of(PublicEvent.class),
                        Arbitraries.integers().between(0, 400),
                        Arbitraries.integers().between(0, 10),
                        Arbitraries.oneOf(
                                Arbitraries.of(FRAGMENTS),
                                Arbitraries.strings().ofMaxLength(5),
                                Arbitraries.of("{", "}", "[", "]", ",", ":", "\"", "\\", "-", "e", "0")))
                .as(HostileBytesProperties::spoil);
        return Arbitraries.oneOf(random, spoilt);
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void shouldReadOrRefuse(@ForAll("bytes") byte[] bytes) {
        for (PublicEvent event : PublicEvent.values()) {
            readOrRefuse(bytes, event);
        }
    }

    @Example
    void shouldReadOrRefuseEveryFragmentInEveryPlace() {
        long start = System.nanoTime();
        for (PublicEvent event : PublicEvent.values()) {
            String golden = event.golden();
            for (String fragment : FRAGMENTS) {
                for (int colon = golden.indexOf(':'); colon >= 0; colon = golden.indexOf(':', colon + 1)) {
                    int end = golden.indexOf(',', colon);
                    String rest = end < 0 ? "}" : golden.substring(end);
                    readOrRefuse(
                            (golden.substring(0, colon + 1) + fragment + rest).getBytes(StandardCharsets.UTF_8), event);
                }
            }
        }

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
    }

    private static void readOrRefuse(byte[] bytes, PublicEvent event) {
        try {
            assertThat(JsonCodec.read(bytes, event.type())).isNotNull();
        } catch (UnreadableException e) {
            assertThat(e.detail()).isNotBlank().hasSizeLessThan(400).doesNotContainPattern("\\p{Cntrl}");
        }
        try {
            Record read = JsonCodec.readOpen(bytes, event.type(), event.topic().maxValueBytes());
            assertThat(JsonCodec.readOpen(JsonCodec.write(read), event.type(), JsonCodec.MAX_BYTES))
                    .isEqualTo(read);
        } catch (UnreadableException e) {
            assertThat(e.detail()).isNotBlank();
        }
    }

    private static byte[] spoil(PublicEvent event, int at, int cut, String with) {
        String golden = event.golden();
        int from = Math.min(at, golden.length());
        int to = Math.min(from + cut, golden.length());
        return (golden.substring(0, from) + with + golden.substring(to)).getBytes(StandardCharsets.UTF_8);
    }
}
