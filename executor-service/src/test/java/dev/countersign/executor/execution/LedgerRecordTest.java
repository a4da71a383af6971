package dev.countersign.executor.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.Digest;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.executor.ledger.LedgerCall;
import dev.countersign.executor.ledger.LedgerEntry;
import dev.countersign.executor.ledger.LedgerEntry.Backoff;
import dev.countersign.executor.ledger.LedgerEntry.Deferred;
import dev.countersign.executor.ledger.LedgerEntry.Started;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerRecordTest {

    private static final Instant AT = Instant.parse("2026-11-24T12:00:00Z");

    @Test
    void shouldKeepThatAPersonChangedTheArguments() throws UnreadableException {
        Started started =
                new Started(call(Optional.of(Digest.ofText("proposed"))), 1, 2, "i-0", AT, AT.plusSeconds(1), false);
        Deferred deferred = new Deferred(call(Optional.of(Digest.ofText("proposed"))), AT);

        assertThat(writtenAndRead(started)).isEqualTo(started);
        assertThat(writtenAndRead(deferred)).isEqualTo(deferred);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldKeepWhatIsKnownOfEarlierAttempts(boolean mayHaveRun) throws UnreadableException {
        LedgerCall call = call(Optional.empty());
        Backoff backoff =
                new Backoff(call, 2, 3, "i-0", AT, AT.plusSeconds(5), AT.plusSeconds(7), "HTTP 503: x", mayHaveRun);
        Started started = new Started(call, 2, 3, "i-0", AT, AT.plusSeconds(1), mayHaveRun);

        assertThat(writtenAndRead(backoff)).isEqualTo(backoff);
        assertThat(writtenAndRead(started)).isEqualTo(started);
    }

    @Test
    void shouldTakeAnOlderFurtherAttemptForOneAfterAnotherThatMayHaveRun() throws UnreadableException {
        Started second = new Started(call(Optional.empty()), 2, 2, "i-0", AT, AT.plusSeconds(1), true);
        String written = new String(LedgerRecord.of("executor-service", second).write(), StandardCharsets.UTF_8);
        String before = written.replace(",\"mayHaveRun\":true", "");

        assertThat(before).isNotEqualTo(written);
        assertThat(LedgerRecord.read(before.getBytes(StandardCharsets.UTF_8)).entry(second.key()))
                .isEqualTo(second);
    }

    @Test
    void shouldReadEntriesThatSayNothingOfWhatWasProposed() throws UnreadableException {
        String before = """
                {"executor":"executor-service","state":"STARTED","at":"2026-11-24T12:00:00Z",
                 "call":{"conversationId":"c","callId":"0","tool":"again","arguments":{"text":"x"},
                         "toolDigest":"%s","notAfter":"2026-11-24T13:00:00Z"},
                 "attempt":1,"maxAttempts":1,"instance":"i-0","deadline":"2026-11-24T12:00:01Z"}""".formatted(Digest.ofText("tool"));

        LedgerEntry entry = LedgerRecord.read(before.getBytes(StandardCharsets.UTF_8))
                .entry(call(Optional.empty()).key());

        assertThat(entry).isEqualTo(new Started(call(Optional.empty()), 1, 1, "i-0", AT, AT.plusSeconds(1), false));
    }

    private static LedgerEntry writtenAndRead(LedgerEntry entry) throws UnreadableException {
        return LedgerRecord.read(LedgerRecord.of("executor-service", entry).write())
                .entry(entry.key());
    }

    private static LedgerCall call(Optional<Digest> proposed) {
        return new LedgerCall(
                new ConversationId("c"),
                new CallId("0"),
                Optional.empty(),
                new ToolName("again"),
                Gate.json("{\"text\":\"x\"}"),
                proposed,
                Digest.ofText("tool"),
                AT.plusSeconds(3600),
                Optional.empty());
    }
}
