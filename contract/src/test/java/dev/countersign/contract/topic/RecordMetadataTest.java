package dev.countersign.contract.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.json.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Partitions, headers, dead letters and client settings. */
class RecordMetadataTest {
    private static final DeadLetter.Position POSITION =
            new DeadLetter.Position(Topic.PROMPTS, 3, 42, 1_763_899_200_000L);
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void shouldLieWhereJavaProducersPutTheKey() {
        TreeSet<Integer> seen = new TreeSet<>();
        for (int i = 0; i < 20_000; i++) {
            ConversationId id = new ConversationId("c-" + Integer.toString(i, 36) + ":" + i * 31);
            int partition = Partitions.of(id);
            assertThat(partition)
                    .isEqualTo(BuiltInPartitioner.partitionForKey(
                            id.value().getBytes(StandardCharsets.UTF_8), Topic.PARTITIONS));
            seen.add(partition);
        }

        assertThat(seen).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void shouldDescribeEventAsCloudEvent() {
        CallKey call = new CallKey(new ConversationId("c-91"), new CallId("call_7f3"));

        Headers headers = EventHeaders.ofCall(
                EventType.APPROVED_CALL, call, Party.APPROVAL, Instant.parse("2026-11-23T12:00:41Z"));

        assertThat(text(headers, "ce_specversion")).isEqualTo("1.0");
        assertThat(text(headers, "ce_type")).isEqualTo("dev.countersign.approved-call.v1");
        assertThat(text(headers, "ce_id")).isEqualTo("dev.countersign.approved-call.v1/c-91/call_7f3");
        assertThat(text(headers, "ce_source")).isEqualTo("/approval-service");
        assertThat(text(headers, "ce_time")).isEqualTo("2026-11-23T12:00:41Z");
        assertThat(text(headers, "ce_subject")).isEqualTo("c-91/call_7f3");
        assertThat(text(headers, "content-type")).isEqualTo("application/json");
    }

    @Test
    void shouldHandTheTraceOn() {
        Headers to = new RecordHeaders();

        EventHeaders.copyTrace(headers(Map.of("traceparent", TRACE)), to);

        assertThat(text(to, "traceparent")).isEqualTo(TRACE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                TRACE + "-more",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01"
            })
    void shouldLeaveBehindWhatIsNoTrace(String value) {
        Headers to = new RecordHeaders();

        EventHeaders.copyTrace(headers(Map.of("traceparent", value)), to);

        assertThat(to.toArray()).isEmpty();
    }

    @Test
    void shouldReadMissingAndNullHeadersAsNothing() {
        Headers headers = new RecordHeaders().add("ce_type", null);

        assertThat(EventHeaders.text(headers, "ce_type")).isEmpty();
        assertThat(EventHeaders.text(headers, "ce_id")).isEmpty();
    }

    @Test
    void shouldKeepRecordAsReceivedAndSayWhy() {
        byte[] key = {1};
        byte[] value = {2, 3};

        DeadLetter letter = DeadLetter.of(POSITION, key, value, headers(Map.of("ce_id", "7")), "not JSON");

        assertThat(letter.topic()).isEqualTo("prompts.dlq");
        assertThat(letter.key()).isSameAs(key);
        assertThat(letter.value()).isSameAs(value);
        assertThat(text(letter.headers(), "ce_id")).isEqualTo("7");
        assertThat(text(letter.headers(), "countersign-dlq-reason")).isEqualTo("not JSON");
        assertThat(text(letter.headers(), "countersign-dlq-topic")).isEqualTo("prompts");
        assertThat(text(letter.headers(), "countersign-dlq-partition")).isEqualTo("3");
        assertThat(text(letter.headers(), "countersign-dlq-offset")).isEqualTo("42");
        assertThat(text(letter.headers(), "countersign-dlq-timestamp")).isEqualTo("1763899200000");
        assertThat(letter.headers().lastHeader("countersign-dlq-value-digest")).isNull();
    }

    @Test
    void shouldCutWhatIsTooLongAndKeepItsDigest() {
        byte[] value = new byte[256 * 1024 + 1];
        Arrays.fill(value, (byte) 'x');

        DeadLetter letter = DeadLetter.of(POSITION, value, value, new RecordHeaders(), "too large");

        assertThat(letter.value()).hasSize(64 * 1024);
        assertThat(letter.key()).hasSize(64 * 1024);
        assertThat(text(letter.headers(), "countersign-dlq-value-bytes")).isEqualTo("262145");
        assertThat(text(letter.headers(), "countersign-dlq-value-digest"))
                .isEqualTo(Digest.of(value).value());
    }

    @Test
    void shouldNotCutAtTheBound() {
        byte[] value = new byte[256 * 1024];

        assertThat(DeadLetter.of(POSITION, null, value, new RecordHeaders(), "x")
                        .value())
                .isSameAs(value);
    }

    @Test
    void shouldTakeRecordWithoutKeyAndValue() {
        DeadLetter letter = DeadLetter.of(POSITION, null, null, new RecordHeaders().add("a", null), "x");

        assertThat(letter.key()).isNull();
        assertThat(letter.value()).isNull();
        assertThat(letter.headers().lastHeader("a").value()).isNull();
    }

    @Test
    void shouldNotBeTakenInByHeadersThatCameWithTheRecord() {
        Headers original =
                headers(Map.of("countersign-dlq-value-digest", "sha256:00", "countersign-dlq-reason", "all is well"));

        DeadLetter letter = DeadLetter.of(POSITION, null, new byte[0], original, "r".repeat(5_000));

        assertThat(letter.headers().headers("countersign-dlq-reason")).hasSize(1);
        assertThat(text(letter.headers(), "countersign-dlq-reason"))
                .hasSize(1_001)
                .endsWith("…");
        assertThat(letter.headers().lastHeader("countersign-dlq-value-digest")).isNull();
    }

    @Test
    void shouldLeaveOutHeadersThatDoNotFitAndKeepTheOthers() {
        Headers original = new RecordHeaders().add("big", new byte[64 * 1024]);
        EventHeaders.put(original, "ce_id", "7");

        DeadLetter letter = DeadLetter.of(POSITION, null, null, original, "x");

        assertThat(letter.headers().lastHeader("big")).isNull();
        assertThat(text(letter.headers(), "ce_id")).isEqualTo("7");
    }

    @Test
    void shouldSayEverySettingThatLosesNothing() {
        assertThat(ClientSettings.producer(Map.of("bootstrap.servers", "b:1", "acks", "1")))
                .containsEntry("bootstrap.servers", "b:1")
                .containsEntry("acks", "all")
                .containsEntry("enable.idempotence", true)
                .containsEntry("max.request.size", Topic.MAX_RECORD_BYTES);
        assertThat(ClientSettings.consumer(Map.of("bootstrap.servers", "b:1")))
                .containsEntry("isolation.level", "read_committed")
                .containsEntry("auto.offset.reset", "earliest")
                .containsEntry("enable.auto.commit", false)
                .containsEntry("max.partition.fetch.bytes", Topic.MAX_RECORD_BYTES);
    }

    private static Headers headers(Map<String, String> values) {
        Headers headers = new RecordHeaders();
        values.forEach((name, value) -> EventHeaders.put(headers, name, value));
        return headers;
    }

    private static String text(Headers headers, String name) {
        return EventHeaders.text(headers, name).orElseThrow();
    }
}
