package dev.countersign.executor.ledger;

import static dev.countersign.executor.ledger.Calls.GRACE;
import static dev.countersign.executor.ledger.Calls.INSTANCE;
import static dev.countersign.executor.ledger.Calls.NOON;
import static dev.countersign.executor.ledger.Calls.NOT_AFTER;
import static dev.countersign.executor.ledger.Calls.SKEW;
import static dev.countersign.executor.ledger.Calls.TIMEOUT;
import static dev.countersign.executor.ledger.Calls.call;
import static dev.countersign.executor.ledger.Calls.granted;
import static dev.countersign.executor.ledger.LedgerTable.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.executor.ledger.LedgerCommand.Admit;
import dev.countersign.executor.ledger.LedgerCommand.DenialReason;
import dev.countersign.executor.ledger.LedgerCommand.End;
import dev.countersign.executor.ledger.LedgerCommand.Forget;
import dev.countersign.executor.ledger.LedgerCommand.Overdue;
import dev.countersign.executor.ledger.LedgerCommand.Permit;
import dev.countersign.executor.ledger.LedgerCommand.Resume;
import dev.countersign.executor.ledger.LedgerCommand.Standing;
import dev.countersign.executor.ledger.LedgerCommand.TakeUp;
import dev.countersign.executor.ledger.LedgerDecision.Enter;
import dev.countersign.executor.ledger.LedgerEntry.Backoff;
import dev.countersign.executor.ledger.LedgerEntry.Started;
import dev.countersign.executor.ledger.RunOutcome.FailedInPassing;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The transition table, where calls are tried again. */
class LedgerRetriesTest {

    private static final LedgerMachine MACHINE = new LedgerMachine("executor-service", INSTANCE);
    private static final Instant DUE = NOON.plusSeconds(7);
    private static final Instant PATIENCE = NOON.plusSeconds(35);
    private static final Instant LAST_START =
            NOT_AFTER.plus(TIMEOUT.plusSeconds(30).multipliedBy(2));
    private static final Backoff FAILED = backoff(false);
    private static final Backoff UNCLEAR = backoff(true);
    private static final Permit FULL = new Permit.Full();
    private static final Permit GONE = new Permit.Denied(DenialReason.TOOL_GONE, Optional.empty());
    private static final Permit AWAY = new Permit.Denied(DenialReason.SOURCE_AWAY, Optional.of("MCP server 'x': no"));
    private static final FailedInPassing BUSY = new FailedInPassing("HTTP 503: busy", false, Optional.empty());
    private static final FailedInPassing CUT = new FailedInPassing("connection reset", true, Optional.empty());
    private static final RunOutcome RETURNED = new RunOutcome.Returned(CanonicalJson.ofValue("ok"));
    private static final RunOutcome THREW = new RunOutcome.Threw("HTTP 404: none");
    private static final RunOutcome TIMED_OUT = new RunOutcome.TimedOut();
    private static final RunOutcome STOPPED = new RunOutcome.Stopped();
    private static final RunOutcome NEVER_RAN = new RunOutcome.NeverRan();

    @TestFactory
    Stream<DynamicTest> shouldFollowTheTable() {
        return Stream.of(
                        // How attempts end
                        row("busy, once", of(run(1, 1)), end(run(1, 1), BUSY), "FINISHED FAILED 1"),
                        row("cut off, once", of(run(1, 1)), end(run(1, 1), CUT), "UNKNOWN 1"),
                        row("stopped, once", of(run(1, 1)), end(run(1, 1), STOPPED), "UNKNOWN 1"),
                        row("busy", of(run(1, 3)), end(run(1, 3), BUSY), "BACKOFF 1/3 1 s"),
                        row("cut off", of(run(1, 3)), end(run(1, 3), CUT), "BACKOFF 1/3 1 s, may have run"),
                        row("stopped", of(run(1, 3)), end(run(1, 3), STOPPED), "BACKOFF 1/3 0 s, may have run"),
                        row("never began", of(run(2, 3)), end(run(2, 3), NEVER_RAN), "BACKOFF 1/3 1 s"),
                        row("busy again", of(run(2, 3)), end(run(2, 3), BUSY), "BACKOFF 2/3 2 s"),
                        row("busy at last", of(run(3, 3)), end(run(3, 3), BUSY), "FINISHED FAILED 3"),
                        row("failed at last", of(run(3, 3)), end(run(3, 3), THREW), "FINISHED FAILED 3"),
                        row(
                                "busy after a cut",
                                of(unclear(2, 3)),
                                end(unclear(2, 3), BUSY),
                                "BACKOFF 2/3 2 s, may have run"),
                        row("busy at last after a cut", of(unclear(3, 3)), end(unclear(3, 3), BUSY), "UNKNOWN 3"),
                        row("failed after a cut", of(unclear(2, 3)), end(unclear(2, 3), THREW), "UNKNOWN 2"),
                        row(
                                "done after a cut",
                                of(unclear(2, 3)),
                                end(unclear(2, 3), RETURNED),
                                "FINISHED SUCCEEDED 2"),
                        row("busy at a former owner", none(), formerEnd(run(1, 3), BUSY), "BACKOFF 1/3 1 s"),
                        row(
                                "stopped at a former owner",
                                none(),
                                formerEnd(run(1, 3), STOPPED),
                                "BACKOFF 1/3 0 s, may have run"),
                        row("busy without standing", none(), lateEnd(run(1, 3), BUSY), "late FAILED 1"),
                        row("cut off without standing", none(), lateEnd(run(1, 3), CUT), "refused NOT_IN_STATE"),
                        row("stopped without standing", none(), lateEnd(run(1, 3), STOPPED), "refused NOT_IN_STATE"),
                        // A call that waits for its next attempt
                        row("repeat", of(FAILED), new Admit(call(), granted(3), DUE), "refused KNOWN_CALL"),
                        row("taken up", of(FAILED), new TakeUp(granted(3), DUE), "refused NOT_IN_STATE"),
                        row("never lost", of(FAILED), new Overdue(GRACE, NOT_AFTER), "refused NOT_IN_STATE"),
                        row("not forgotten", of(FAILED), forget(), "refused NOT_IN_STATE"),
                        row(
                                "returned after its timeout",
                                of(UNCLEAR),
                                lateEnd(run(1, 3), RETURNED),
                                "late SUCCEEDED 1"),
                        row("returned, it says, in time", of(UNCLEAR), end(run(1, 3), RETURNED), "late SUCCEEDED 1"),
                        row("timed out once more", of(UNCLEAR), end(run(1, 3), TIMED_OUT), "refused NOT_IN_STATE"),
                        row("too early", of(FAILED), resume(granted(3), DUE.minusMillis(1)), "refused NOT_DUE"),
                        row("due", of(FAILED), resume(granted(3), DUE), "STARTED 2/3"),
                        row(
                                "due past notAfter",
                                of(FAILED),
                                resume(granted(3), NOT_AFTER.plusSeconds(1)),
                                "STARTED 2/3"),
                        row("at the end of its time", of(FAILED), resume(granted(3), LAST_START), "STARTED 2/3"),
                        row(
                                "past its time",
                                of(FAILED),
                                resume(granted(3), LAST_START.plusMillis(1)),
                                "FINISHED FAILED 1"),
                        row("no slot", of(FAILED), resume(FULL, DUE), "refused NO_SLOT"),
                        row("no slot for long", of(FAILED), resume(FULL, NOT_AFTER), "refused NO_SLOT"),
                        row(
                                "no slot for too long",
                                of(FAILED),
                                resume(FULL, NOT_AFTER.plusMillis(1)),
                                "FINISHED FAILED 1"),
                        row("gone", of(FAILED), resume(GONE, DUE), "FINISHED FAILED 1"),
                        row("gone, may have run", of(UNCLEAR), resume(GONE, DUE), "UNKNOWN 1"),
                        row("away", of(FAILED), resume(AWAY, PATIENCE), "refused SOURCE_AWAY"),
                        row("away for too long", of(FAILED), resume(AWAY, PATIENCE.plusMillis(1)), "FINISHED FAILED 1"),
                        row(
                                "away for too long, may have run",
                                of(UNCLEAR),
                                resume(AWAY, PATIENCE.plusMillis(1)),
                                "UNKNOWN 1"),
                        row("no longer repeatable", of(FAILED), resume(granted(1), DUE), "FINISHED FAILED 1"),
                        // Nothing else waits for a next attempt
                        row("resume nothing", none(), resume(granted(3), DUE), "refused NOT_IN_STATE"),
                        row("resume what runs", of(run(1, 3)), resume(granted(3), DUE), "refused NOT_IN_STATE"),
                        row("resume what is done", done(), resume(granted(3), DUE), "refused NOT_IN_STATE"))
                .map(row -> DynamicTest.dynamicTest(
                        row.name(),
                        () -> assertThat(LedgerTable.describe(MACHINE.decide(row.entry(), row.command())))
                                .isEqualTo(row.decision())));
    }

    @ParameterizedTest
    @CsvSource({
        "1, , 1", "2, , 2", "3, , 4", "5, , 16", "6, , 30", "10, , 30",
        "1, 5, 5", "4, 5, 8", "1, 30, 30", "1, 31, 30", "1, 3600, 30", "1, 0, 1"
    })
    void shouldWaitLongerEachTimeAndNoLongerThanTheGateDoes(int attempt, Integer asked, long wait) {
        FailedInPassing busy =
                new FailedInPassing("busy", false, Optional.ofNullable(asked).map(Duration::ofSeconds));

        Backoff backoff = (Backoff) ((Enter) MACHINE.decide(of(run(attempt, 11)), end(run(attempt, 11), busy))).entry();

        assertThat(backoff.due()).isEqualTo(backoff.since().plusSeconds(wait));
    }

    @Test
    void shouldKeepWhatMayHaveRunOverAllAttempts() {
        Enter next = (Enter) MACHINE.decide(of(UNCLEAR), resume(granted(3), DUE));
        Enter clean = (Enter) MACHINE.decide(of(FAILED), resume(granted(3), DUE));

        assertThat(((Started) next.entry()).mayHaveRun()).isTrue();
        assertThat(((Started) clean.entry()).mayHaveRun()).isFalse();
    }

    @TestFactory
    Stream<DynamicTest> shouldSayWhyItWasNotTriedAgain() {
        return Stream.of(
                        row(
                                "gone",
                                of(FAILED),
                                resume(GONE, DUE),
                                "HTTP 503: busy; not tried again: the tool is no longer offered here"),
                        row(
                                "away",
                                of(UNCLEAR),
                                resume(AWAY, PATIENCE.plusMillis(1)),
                                "HTTP 503: busy; not tried again: not run: where the tool comes from is away: MCP server 'x': no; it may have run"),
                        row(
                                "full",
                                of(FAILED),
                                resume(FULL, NOT_AFTER.plusMillis(1)),
                                "HTTP 503: busy; not tried again: the tool was too busy for another attempt"),
                        row("stopped", of(run(1, 1)), end(run(1, 1), STOPPED), "stopped while it ran; it may have run"),
                        row("cut", of(run(1, 1)), end(run(1, 1), CUT), "connection reset; it may have run"),
                        row(
                                "threw after a cut",
                                of(unclear(2, 3)),
                                end(unclear(2, 3), THREW),
                                "HTTP 404: none; an earlier attempt may have run"))
                .map(row -> DynamicTest.dynamicTest(
                        row.name(),
                        () -> assertThat(((Enter) MACHINE.decide(row.entry(), row.command()))
                                        .result()
                                        .orElseThrow()
                                        .error())
                                .hasValue(row.decision())));
    }

    private static Backoff backoff(boolean mayHaveRun) {
        return new Backoff(call(), 1, 3, INSTANCE, NOON, NOON.plusSeconds(5), DUE, "HTTP 503: busy", mayHaveRun);
    }

    private static Started run(int attempt, int maxAttempts) {
        return new Started(call(), attempt, maxAttempts, INSTANCE, NOON, NOON.plus(TIMEOUT), false);
    }

    /** After an attempt that may have run. */
    private static Started unclear(int attempt, int maxAttempts) {
        return new Started(call(), attempt, maxAttempts, INSTANCE, NOON, NOON.plus(TIMEOUT), true);
    }

    private static Optional<LedgerEntry> none() {
        return Optional.empty();
    }

    private static Optional<LedgerEntry> of(LedgerEntry entry) {
        return Optional.of(entry);
    }

    private static Optional<LedgerEntry> done() {
        return of(new LedgerEntry.Unknown(call().key(), NOT_AFTER, 1, INSTANCE, DUE));
    }

    private static LedgerCommand end(Started run, RunOutcome outcome) {
        return new End(run, outcome, Standing.OWNER, FULL, DUE);
    }

    private static LedgerCommand formerEnd(Started run, RunOutcome outcome) {
        return new End(run, outcome, Standing.FORMER_OWNER, FULL, DUE);
    }

    private static LedgerCommand lateEnd(Started run, RunOutcome outcome) {
        return new End(run, outcome, Standing.NONE, FULL, DUE);
    }

    private static LedgerCommand resume(Permit permit, Instant at) {
        return new Resume(permit, at);
    }

    private static LedgerCommand forget() {
        return new Forget(SKEW, NOT_AFTER.plus(SKEW.multipliedBy(4)));
    }
}
