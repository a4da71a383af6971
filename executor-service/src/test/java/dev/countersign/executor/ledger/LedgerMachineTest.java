package dev.countersign.executor.ledger;

import static dev.countersign.executor.ledger.Calls.GRACE;
import static dev.countersign.executor.ledger.Calls.INSTANCE;
import static dev.countersign.executor.ledger.Calls.NOON;
import static dev.countersign.executor.ledger.Calls.NOT_AFTER;
import static dev.countersign.executor.ledger.Calls.SKEW;
import static dev.countersign.executor.ledger.Calls.TIMEOUT;
import static dev.countersign.executor.ledger.Calls.call;
import static dev.countersign.executor.ledger.Calls.edited;
import static dev.countersign.executor.ledger.Calls.granted;
import static dev.countersign.executor.ledger.Calls.started;
import static dev.countersign.executor.ledger.LedgerTable.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.event.ToolResult.Status;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.executor.ledger.LedgerCommand.Admit;
import dev.countersign.executor.ledger.LedgerCommand.DenialReason;
import dev.countersign.executor.ledger.LedgerCommand.End;
import dev.countersign.executor.ledger.LedgerCommand.Forget;
import dev.countersign.executor.ledger.LedgerCommand.Overdue;
import dev.countersign.executor.ledger.LedgerCommand.Permit;
import dev.countersign.executor.ledger.LedgerCommand.Standing;
import dev.countersign.executor.ledger.LedgerCommand.TakeUp;
import dev.countersign.executor.ledger.LedgerDecision.Drop;
import dev.countersign.executor.ledger.LedgerDecision.Enter;
import dev.countersign.executor.ledger.LedgerDecision.PublishLate;
import dev.countersign.executor.ledger.LedgerDecision.Refuse;
import dev.countersign.executor.ledger.LedgerEntry.Deferred;
import dev.countersign.executor.ledger.LedgerEntry.Finished;
import dev.countersign.executor.ledger.LedgerEntry.Started;
import dev.countersign.executor.ledger.LedgerEntry.Unknown;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The transition table: every kind of entry against every kind of command. */
class LedgerMachineTest {

    private static final LedgerMachine MACHINE = new LedgerMachine("executor-service", INSTANCE);
    private static final Instant LATER = NOON.plusSeconds(1);
    private static final Permit FULL = new Permit.Full();
    private static final Permit CHANGED = new Permit.Denied(DenialReason.TOOL_CHANGED, Optional.empty());
    private static final Deferred DEFERRED = new Deferred(call(), NOON);
    private static final Started STARTED = started(1, 1);
    private static final Finished FINISHED =
            new Finished(call().key(), NOT_AFTER, Status.SUCCEEDED, 1, INSTANCE, LATER);
    private static final Unknown UNKNOWN = new Unknown(call().key(), NOT_AFTER, 1, INSTANCE, LATER);
    private static final RunOutcome RETURNED = new RunOutcome.Returned(CanonicalJson.ofValue("ok"));
    private static final RunOutcome THREW = new RunOutcome.Threw("no");
    private static final RunOutcome TIMED_OUT = new RunOutcome.TimedOut();
    private static final RunOutcome NEVER_RAN = new RunOutcome.NeverRan();

    @TestFactory
    Stream<DynamicTest> shouldFollowTheTable() {
        return Stream.of(
                        // Nothing known yet
                        row("new call, slot free", none(), admit(granted(1), NOON), "STARTED 1/1"),
                        row("new idempotent call", none(), admit(granted(3), NOON), "STARTED 1/3"),
                        row("new call, no slot", none(), admit(FULL, NOON), "DEFERRED"),
                        row("new call, tool changed", none(), admit(CHANGED, NOON), "FINISHED REFUSED 0"),
                        row("new call at notAfter", none(), admit(granted(1), NOT_AFTER), "STARTED 1/1"),
                        row(
                                "new call past notAfter",
                                none(),
                                admit(granted(1), NOT_AFTER.plusMillis(1)),
                                "FINISHED REFUSED 0"),
                        row(
                                "no slot past notAfter",
                                none(),
                                admit(FULL, NOT_AFTER.plusMillis(1)),
                                "FINISHED REFUSED 0"),
                        row("take up nothing", none(), takeUp(granted(1), NOON), "refused NOT_IN_STATE"),
                        row("overdue nothing", none(), overdue(LATER), "refused NOT_IN_STATE"),
                        row("forget nothing", none(), forget(LATER), "refused NOT_IN_STATE"),
                        row(
                                "end of nothing, owner",
                                none(),
                                end(STARTED, RETURNED, Standing.OWNER),
                                "late SUCCEEDED 1"),
                        row("end of nothing, none", none(), end(STARTED, RETURNED, Standing.NONE), "late SUCCEEDED 1"),
                        row(
                                "end at a former owner",
                                none(),
                                end(STARTED, RETURNED, Standing.FORMER_OWNER),
                                "FINISHED SUCCEEDED 1"),
                        row(
                                "failure at a former owner",
                                none(),
                                end(STARTED, THREW, Standing.FORMER_OWNER),
                                "FINISHED FAILED 1"),
                        row(
                                "timeout at a former owner",
                                none(),
                                end(STARTED, TIMED_OUT, Standing.FORMER_OWNER),
                                "UNKNOWN 1"),
                        row(
                                "repeatable timeout at a former owner",
                                none(),
                                end(started(1, 2), TIMED_OUT, Standing.FORMER_OWNER),
                                "BACKOFF 1/2 1 s, may have run"),
                        row(
                                "never ran at a former owner",
                                none(),
                                end(STARTED, NEVER_RAN, Standing.FORMER_OWNER),
                                "refused NOT_OWNER"),
                        row(
                                "never ran, never committed",
                                none(),
                                end(STARTED, NEVER_RAN, Standing.OWNER),
                                "refused NOT_IN_STATE"),
                        row(
                                "never ran, no standing",
                                none(),
                                end(STARTED, NEVER_RAN, Standing.NONE),
                                "refused NOT_IN_STATE"),
                        // Deferred
                        row("repeat of a deferred call", of(DEFERRED), admit(granted(1), LATER), "refused KNOWN_CALL"),
                        row("deferred, slot free", of(DEFERRED), takeUp(granted(1), LATER), "STARTED 1/1"),
                        row("deferred, no slot", of(DEFERRED), takeUp(FULL, LATER), "refused NO_SLOT"),
                        row("deferred, tool changed", of(DEFERRED), takeUp(CHANGED, LATER), "FINISHED REFUSED 0"),
                        row("deferred at notAfter", of(DEFERRED), takeUp(granted(1), NOT_AFTER), "STARTED 1/1"),
                        row(
                                "deferred past notAfter",
                                of(DEFERRED),
                                takeUp(granted(1), NOT_AFTER.plusMillis(1)),
                                "FINISHED REFUSED 0"),
                        row("deferred is never lost", of(DEFERRED), overdue(NOT_AFTER), "refused NOT_IN_STATE"),
                        row(
                                "deferred is not forgotten",
                                of(DEFERRED),
                                forget(NOT_AFTER.plusSeconds(60)),
                                "refused NOT_IN_STATE"),
                        row(
                                "end of an attempt taken back",
                                of(DEFERRED),
                                end(STARTED, RETURNED, Standing.OWNER),
                                "late SUCCEEDED 1"),
                        // Started
                        row("repeat of a started call", of(STARTED), admit(granted(1), LATER), "refused KNOWN_CALL"),
                        row("take up a started call", of(STARTED), takeUp(granted(1), LATER), "refused NOT_IN_STATE"),
                        row(
                                "started is not forgotten",
                                of(STARTED),
                                forget(NOT_AFTER.plusSeconds(60)),
                                "refused NOT_IN_STATE"),
                        row("returned", of(STARTED), end(STARTED, RETURNED, Standing.OWNER), "FINISHED SUCCEEDED 1"),
                        row("threw", of(STARTED), end(STARTED, THREW, Standing.OWNER), "FINISHED FAILED 1"),
                        row("timed out", of(STARTED), end(STARTED, TIMED_OUT, Standing.OWNER), "UNKNOWN 1"),
                        row(
                                "timed out, repeatable",
                                of(started(1, 2)),
                                end(started(1, 2), TIMED_OUT, Standing.OWNER),
                                "BACKOFF 1/2 1 s, may have run"),
                        row(
                                "timed out, last attempt",
                                of(started(2, 2)),
                                end(started(2, 2), TIMED_OUT, Standing.OWNER, granted(2)),
                                "UNKNOWN 2"),
                        row(
                                "never ran",
                                of(STARTED),
                                end(STARTED, NEVER_RAN, Standing.OWNER, granted(1)),
                                "STARTED 1/1"),
                        row(
                                "never ran, no slot",
                                of(STARTED),
                                end(STARTED, NEVER_RAN, Standing.OWNER, FULL),
                                "DEFERRED"),
                        row(
                                "never ran, tool changed",
                                of(STARTED),
                                end(STARTED, NEVER_RAN, Standing.OWNER, CHANGED),
                                "FINISHED REFUSED 0"),
                        row(
                                "second attempt never ran",
                                of(started(2, 2)),
                                end(started(2, 2), NEVER_RAN, Standing.OWNER),
                                "BACKOFF 1/2 1 s, may have run"),
                        row(
                                "an earlier attempt returned",
                                of(started(2, 2)),
                                end(started(1, 2), RETURNED, Standing.OWNER),
                                "late SUCCEEDED 1"),
                        row(
                                "an earlier attempt timed out",
                                of(started(2, 2)),
                                end(started(1, 2), TIMED_OUT, Standing.OWNER),
                                "refused NOT_IN_STATE"),
                        row(
                                "returned without standing",
                                of(STARTED),
                                end(STARTED, RETURNED, Standing.NONE),
                                "late SUCCEEDED 1"),
                        row(
                                "timed out without standing",
                                of(STARTED),
                                end(STARTED, TIMED_OUT, Standing.NONE),
                                "refused NOT_IN_STATE"),
                        row(
                                "before deadline and grace",
                                of(STARTED),
                                overdue(NOON.plus(TIMEOUT).plus(GRACE).minusMillis(1)),
                                "refused NOT_DUE"),
                        row(
                                "at deadline and grace",
                                of(STARTED),
                                overdue(NOON.plus(TIMEOUT).plus(GRACE)),
                                "UNKNOWN 1"),
                        row(
                                "lost, repeatable",
                                of(started(1, 2)),
                                overdue(LATER.plusSeconds(20)),
                                "BACKOFF 1/2 0 s, may have run"),
                        row(
                                "lost, repeatable past notAfter",
                                of(started(1, 2)),
                                overdue(NOT_AFTER.plusSeconds(1)),
                                "BACKOFF 1/2 0 s, may have run"),
                        row("lost, last attempt", of(started(2, 2)), overdue(LATER.plusSeconds(20)), "UNKNOWN 2"),
                        // Finished
                        row("repeat of a finished call", of(FINISHED), admit(granted(1), LATER), "refused KNOWN_CALL"),
                        row("take up a finished call", of(FINISHED), takeUp(granted(1), LATER), "refused NOT_IN_STATE"),
                        row("finished is never lost", of(FINISHED), overdue(NOT_AFTER), "refused NOT_IN_STATE"),
                        row(
                                "the same end again",
                                of(FINISHED),
                                end(STARTED, RETURNED, Standing.OWNER),
                                "refused ALREADY_FINISHED"),
                        row(
                                "another attempt's end",
                                of(FINISHED),
                                end(started(2, 2), RETURNED, Standing.OWNER),
                                "late SUCCEEDED 2"),
                        row(
                                "timeout of a finished call",
                                of(FINISHED),
                                end(STARTED, TIMED_OUT, Standing.OWNER),
                                "refused ALREADY_FINISHED"),
                        row(
                                "finished at notAfter and skew",
                                of(FINISHED),
                                forget(NOT_AFTER.plus(SKEW.multipliedBy(2))),
                                "refused NOT_DUE"),
                        row(
                                "finished past notAfter and skew",
                                of(FINISHED),
                                forget(NOT_AFTER.plus(SKEW.multipliedBy(2)).plusMillis(1)),
                                "dropped"),
                        // Unknown
                        row("repeat of an unknown call", of(UNKNOWN), admit(granted(1), LATER), "refused KNOWN_CALL"),
                        row("take up an unknown call", of(UNKNOWN), takeUp(granted(1), LATER), "refused NOT_IN_STATE"),
                        row("unknown is lost but once", of(UNKNOWN), overdue(NOT_AFTER), "refused NOT_IN_STATE"),
                        row(
                                "heard of after all",
                                of(UNKNOWN),
                                end(STARTED, RETURNED, Standing.OWNER),
                                "late SUCCEEDED 1"),
                        row("failed after all", of(UNKNOWN), end(STARTED, THREW, Standing.NONE), "late FAILED 1"),
                        row(
                                "unknown past notAfter and skew",
                                of(UNKNOWN),
                                forget(NOT_AFTER.plus(SKEW.multipliedBy(2)).plusMillis(1)),
                                "dropped"))
                .map(row -> DynamicTest.dynamicTest(
                        row.name(),
                        () -> assertThat(LedgerTable.describe(MACHINE.decide(row.entry(), row.command())))
                                .isEqualTo(row.decision())));
    }

    @Test
    void shouldSayWhatHappenedInTheResult() {
        Enter refused = (Enter) MACHINE.decide(
                none(), admit(new Permit.Denied(DenialReason.ARGUMENTS_INVALID, Optional.of("/n: too small")), LATER));
        Enter unknown = (Enter) MACHINE.decide(of(STARTED), end(STARTED, TIMED_OUT, Standing.OWNER));

        assertThat(refused.result().orElseThrow().error())
                .hasValue("the arguments do not fit the tool's schema: /n: too small");
        assertThat(refused.result().orElseThrow().startedAt()).isEmpty();
        ToolResult result = unknown.result().orElseThrow();
        assertThat(result.error()).hasValue("timed out after 5 s; it may have run");
        assertThat(result.startedAt()).hasValue(NOON);
        assertThat(result.late()).isFalse();
        assertThat(result.executor()).hasValue("executor-service");
    }

    @Test
    void shouldSayThatALateCallHasToBeAskedForAgain() {
        Enter refused = (Enter) MACHINE.decide(none(), admit(granted(1), NOT_AFTER.plusMillis(1)));
        Enter deferred = (Enter) MACHINE.decide(of(DEFERRED), takeUp(FULL, NOT_AFTER.plusMillis(1)));

        assertThat(refused.result().orElseThrow().error())
                .hasValue("not run: ask again; the approval has expired: it was good until 2026-11-24T13:00:00Z");
        assertThat(deferred.result().orElseThrow().error())
                .isEqualTo(refused.result().orElseThrow().error());
    }

    @TestFactory
    Stream<DynamicTest> shouldSayInEveryResultWhatRanWhereAPersonChangedTheArguments() {
        Started started = new Started(edited(), 1, 1, INSTANCE, NOON, NOON.plus(TIMEOUT), false);
        return Stream.of(
                        row("refused", none(), new Admit(edited(), CHANGED, NOON), ""),
                        row("refused late", none(), new Admit(edited(), granted(1), NOT_AFTER.plusMillis(1)), ""),
                        row("refused later", of(new Deferred(edited(), NOON)), takeUp(CHANGED, LATER), ""),
                        row("succeeded", of(started), end(started, RETURNED, Standing.OWNER), ""),
                        row("failed", of(started), end(started, THREW, Standing.OWNER), ""),
                        row("timed out", of(started), end(started, TIMED_OUT, Standing.OWNER), ""),
                        row("lost", of(started), overdue(LATER.plusSeconds(20)), ""),
                        row("late", none(), end(started, RETURNED, Standing.NONE), ""))
                .map(row -> DynamicTest.dynamicTest(
                        row.name(),
                        () -> assertThat(result(MACHINE.decide(row.entry(), row.command()))
                                        .editedArguments())
                                .hasValue(edited().arguments())));
    }

    @Test
    void shouldSayNothingOfArgumentsThatNobodyChanged() {
        Enter refused = (Enter) MACHINE.decide(none(), admit(CHANGED, NOON));
        Enter unknown = (Enter) MACHINE.decide(of(STARTED), end(STARTED, TIMED_OUT, Standing.OWNER));

        assertThat(result(refused).editedArguments()).isEmpty();
        assertThat(result(unknown).editedArguments()).isEmpty();
    }

    private static ToolResult result(LedgerDecision decision) {
        return switch (decision) {
            case Enter enter -> enter.result().orElseThrow();
            case PublishLate late -> late.result();
            case Drop drop -> throw new AssertionError("no result");
            case Refuse refuse -> throw new AssertionError("no result");
        };
    }

    @Test
    void shouldNameTheInstanceThatWasLost() {
        Enter unknown = (Enter) MACHINE.decide(of(started(1, 1, "executor-service-7")), overdue(LATER.plusSeconds(20)));

        assertThat(unknown.result().orElseThrow().error())
                .hasValue("started by executor-service-7 and never heard of again; it may have run");
        assertThat(unknown.result().orElseThrow().instance()).hasValue("executor-service-7");
    }

    private static Optional<LedgerEntry> none() {
        return Optional.empty();
    }

    private static Optional<LedgerEntry> of(LedgerEntry entry) {
        return Optional.of(entry);
    }

    private static LedgerCommand admit(Permit permit, Instant at) {
        return new Admit(call(), permit, at);
    }

    private static LedgerCommand takeUp(Permit permit, Instant at) {
        return new TakeUp(permit, at);
    }

    private static LedgerCommand end(Started run, RunOutcome outcome, Standing standing) {
        return end(run, outcome, standing, FULL);
    }

    private static LedgerCommand end(Started run, RunOutcome outcome, Standing standing, Permit retry) {
        return new End(run, outcome, standing, retry, LATER);
    }

    private static LedgerCommand overdue(Instant at) {
        return new Overdue(GRACE, at);
    }

    private static LedgerCommand forget(Instant at) {
        return new Forget(SKEW, at);
    }
}
