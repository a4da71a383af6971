package dev.countersign.executor.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.event.ApprovedCall;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.json.Digest;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.signing.SignedKind;
import dev.countersign.contract.signing.SigningKey;
import dev.countersign.contract.signing.TrustedKeys;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.Partitions;
import dev.countersign.executor.execution.Gate;
import dev.countersign.executor.execution.TestTools;
import dev.countersign.executor.ledger.LedgerCommand.DenialReason;
import dev.countersign.executor.tool.Declared;
import dev.countersign.executor.tool.ToolRegistry;
import dev.countersign.executor.tool.ToolSettings;
import dev.countersign.executor.tool.Tools;
import dev.countersign.executor.tool.method.MethodTools;
import dev.countersign.local.trust.KeyPairs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every guard, and that the one above it has the first word. */
class VerificationTest {

    private static final Duration SKEW = Duration.ofSeconds(30);

    @TempDir
    Path dir;

    private Gate gate;
    private SigningKey stranger;
    private Verification verification;
    private boolean known;
    private Instant written;

    private record Row(String name, ConsumerRecord<byte[], byte[]> record, String verdict) {}

    @BeforeEach
    void setUp() {
        KeyPairs keys = new KeyPairs(dir);
        keys.createMissing();
        ToolRegistry tools = Tools.registry(
                List.of(new MethodTools.Owner(new TestTools(dir), TestTools.class)),
                Declared.withDefaults(Map.of("twice", declared())));
        gate = new Gate(SigningKey.load(keys.gate(), KeyPairs.GATE_KID), tools);
        stranger = SigningKey.load(keys.executor(), KeyPairs.GATE_KID);
        verification = new Verification("executor-service", TrustedKeys.loadFolder(keys.trusted()), tools, SKEW);
        written = Instant.now();
    }

    @TestFactory
    Stream<DynamicTest> shouldJudgeEachRecord() {
        ApprovedCall call = gate.call("c-1", "call_0", "twice", "{\"n\": 5}");
        byte[] value = JsonCodec.write(call);
        int place = Partitions.of(new ConversationId("c-1"));
        String samePlace = IntStream.range(0, 1000)
                .mapToObj(i -> "other-" + i)
                .filter(id -> Partitions.of(new ConversationId(id)) == place)
                .findFirst()
                .orElseThrow();
        byte[] tampered = new String(value, StandardCharsets.UTF_8)
                .replace("\"n\":5", "\"n\":6")
                .getBytes(StandardCharsets.UTF_8);
        byte[] broken = "{\"callId\":".getBytes(StandardCharsets.UTF_8);
        byte[] more = new String(value, StandardCharsets.UTF_8)
                .replaceFirst("\\{", "{\"more\":1,")
                .getBytes(StandardCharsets.UTF_8);
        return Stream.of(
                        new Row("as the gate wrote it", signed("c-1", place, value), "Accepted"),
                        new Row("no key", record(null, place, value, headers(gate.key(), value)), "NO_KEY"),
                        new Row(
                                "a key that is no id",
                                record("c 1\n", place, value, headers(gate.key(), value)),
                                "NO_KEY"),
                        new Row("no value", record("c-1", place, null, new RecordHeaders()), "NO_KEY"),
                        new Row("another partition", signed("c-1", (place + 1) % 6, value), "MISPLACED"),
                        new Row(
                                "another partition, unsigned",
                                record("c-1", (place + 1) % 6, value, new RecordHeaders()),
                                "MISPLACED"),
                        new Row("unsigned", record("c-1", place, value, new RecordHeaders()), "UNSIGNED"),
                        new Row(
                                "unsigned and unreadable",
                                record("c-1", place, broken, new RecordHeaders()),
                                "UNSIGNED"),
                        new Row("an empty signature", record("c-1", place, value, header("")), "FORGED"),
                        new Row("nonsense for a signature", record("c-1", place, value, header("a.b.c")), "FORGED"),
                        new Row("tampered", record("c-1", place, tampered, headers(gate.key(), value)), "FORGED"),
                        new Row(
                                "another's key under the gate's kid",
                                record("c-1", place, value, headers(stranger, value)),
                                "FORGED"),
                        new Row(
                                "a kid that is not trusted",
                                record(
                                        "c-1",
                                        place,
                                        value,
                                        headers(SigningKey.load(new KeyPairs(dir).gate(), "gate-9"), value)),
                                "FORGED"),
                        new Row(
                                "a signature made for a catalogue entry",
                                record("c-1", place, value, header(gate.key().sign(SignedKind.CATALOG_ENTRY, value))),
                                "FORGED"),
                        new Row("signed but unreadable", signed("c-1", place, broken), "UNREADABLE"),
                        new Row("signed with an unknown field", signed("c-1", place, more), "UNREADABLE"),
                        new Row("under another conversation's key", signed(samePlace, place, value), "WRONG_KEY"),
                        new Row(
                                "for another executor",
                                signed("c-1", place, JsonCodec.write(with(call, "elsewhere", call.toolDigest()))),
                                "ForAnother"),
                        new Row("expired", signed("c-1", place, expired(Duration.ofSeconds(-1))), "APPROVAL_EXPIRED"),
                        new Row(
                                "expired long before it was written",
                                signed("c-1", place, expired(Duration.ofSeconds(-40))),
                                "REPLAYED"),
                        new Row(
                                "a tool that is gone",
                                signed("c-1", place, JsonCodec.write(gate.call("c-1", "call_0", "gone", "{}"))),
                                "TOOL_GONE"),
                        new Row(
                                "a tool that has changed",
                                signed(
                                        "c-1",
                                        place,
                                        JsonCodec.write(with(call, "executor-service", Digest.ofText("before")))),
                                "TOOL_CHANGED"),
                        new Row(
                                "arguments of the wrong type",
                                signed("c-1", place, arguments("{\"n\": \"5\"}")),
                                "ARGUMENTS_INVALID"),
                        new Row("an argument missing", signed("c-1", place, arguments("{}")), "ARGUMENTS_INVALID"),
                        new Row(
                                "an argument too many",
                                signed("c-1", place, arguments("{\"n\": 5, \"m\": 1}")),
                                "ARGUMENTS_INVALID"))
                .map(row -> DynamicTest.dynamicTest(
                        row.name(), () -> assertThat(judge(row.record())).isEqualTo(row.verdict())));
    }

    @TestFactory
    Stream<DynamicTest> shouldAskTheLedgerOnlyAboutAuthenticCallsOfItsOwn() {
        ApprovedCall call = gate.call("c-1", "call_0", "twice", "{\"n\": 5}");
        byte[] value = JsonCodec.write(call);
        int place = Partitions.of(new ConversationId("c-1"));
        return Stream.of(
                        new Row("a repeat", signed("c-1", place, value), "REPEATED"),
                        new Row(
                                "a repeat that has expired",
                                signed("c-1", place, expired(Duration.ofSeconds(-40))),
                                "REPEATED"),
                        new Row(
                                "a forgery of a known call",
                                record("c-1", place, value, headers(stranger, value)),
                                "FORGED"),
                        new Row(
                                "another executor's",
                                signed("c-1", place, JsonCodec.write(with(call, "elsewhere", call.toolDigest()))),
                                "ForAnother"))
                .map(row -> DynamicTest.dynamicTest(row.name(), () -> {
                    known = true;
                    assertThat(judge(row.record())).isEqualTo(row.verdict());
                }));
    }

    /** A closed call is in the ledger until then; of one that is not, nobody knows any more. */
    @Test
    void shouldRefuseWhatTheLedgerMayHaveForgotten() {
        int place = Partitions.of(new ConversationId("c-1"));
        ApprovedCall call = gate.call("c-1", "call_0", "twice", "{\"n\": 5}");
        ConsumerRecord<byte[], byte[]> record = signed("c-1", place, JsonCodec.write(call));
        Instant forgotten = call.notAfter().plus(SKEW.multipliedBy(2));

        Verdict last = verification.verify(record, key -> false, forgotten);
        Verdict after = verification.verify(record, key -> false, forgotten.plusMillis(1));

        assertThat(((Verdict.Denied) last).reason()).isEqualTo(DenialReason.APPROVAL_EXPIRED);
        assertThat(((Verdict.Rejected) after).rejection()).isEqualTo(Verdict.Rejection.FORGOTTEN);
    }

    @Test
    void shouldNotRepeatAllThatDoesNotFit() {
        int place = Partitions.of(new ConversationId("c-1"));
        String members =
                IntStream.range(0, 500).mapToObj(i -> "\"m" + i + "\": 1").collect(Collectors.joining(", ", "{", "}"));
        String longName = "{\"" + "m".repeat(50_000) + "\": 1}";

        Verdict many = verification.verify(signed("c-1", place, arguments(members)), key -> false, Instant.now());
        Verdict wide = verification.verify(signed("c-1", place, arguments(longName)), key -> false, Instant.now());

        assertThat(((Verdict.Denied) many).detail().orElseThrow().split("; ")).hasSize(5);
        assertThat(((Verdict.Denied) wide).detail().orElseThrow())
                .hasSize(2_000)
                .endsWith("…");
    }

    private String judge(ConsumerRecord<byte[], byte[]> record) {
        return switch (verification.verify(record, key -> known, Instant.now())) {
            case Verdict.Accepted accepted -> "Accepted";
            case Verdict.Denied denied -> denied.reason().name();
            case Verdict.Rejected rejected -> rejected.rejection().name();
            case Verdict.ForAnother another -> "ForAnother";
        };
    }

    private byte[] expired(Duration validity) {
        return JsonCodec.write(gate.call("c-1", "call_0", "twice", "{\"n\": 5}", validity));
    }

    private byte[] arguments(String json) {
        return JsonCodec.write(gate.call("c-1", "call_0", "twice", json));
    }

    private ConsumerRecord<byte[], byte[]> signed(String key, int partition, byte[] value) {
        return record(key, partition, value, headers(gate.key(), value));
    }

    private ConsumerRecord<byte[], byte[]> record(String key, int partition, byte[] value, Headers headers) {
        return new ConsumerRecord<>(
                "approved-calls",
                partition,
                7,
                written.toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                value,
                headers,
                Optional.empty());
    }

    private static Headers headers(SigningKey key, byte[] value) {
        return header(key.sign(SignedKind.APPROVED_CALL, value));
    }

    private static Headers header(String signature) {
        Headers headers = new RecordHeaders();
        EventHeaders.put(headers, EventHeaders.SIGNATURE, signature);
        return headers;
    }

    private static ToolSettings declared() {
        return Declared.once(Duration.ofSeconds(1), 1);
    }

    private static ApprovedCall with(ApprovedCall call, String executor, Digest toolDigest) {
        return new ApprovedCall(
                call.callId(),
                call.conversationId(),
                call.promptId(),
                call.turn(),
                call.tool(),
                call.arguments(),
                call.argumentsDigest(),
                call.edited(),
                call.originalArguments(),
                executor,
                toolDigest,
                call.approvedBy(),
                call.rule(),
                call.policyVersion(),
                call.decidedAt(),
                call.notAfter());
    }
}
