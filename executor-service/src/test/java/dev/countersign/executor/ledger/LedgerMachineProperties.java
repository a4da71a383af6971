package dev.countersign.executor.ledger;

import static dev.countersign.executor.ledger.Calls.GRACE;
import static dev.countersign.executor.ledger.Calls.INSTANCE;
import static dev.countersign.executor.ledger.Calls.NOON;
import static dev.countersign.executor.ledger.Calls.NOT_AFTER;
import static dev.countersign.executor.ledger.Calls.call;
import static dev.countersign.executor.ledger.Calls.granted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.event.ToolResult.Status;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.executor.ledger.LedgerCommand.Admit;
import dev.countersign.executor.ledger.LedgerCommand.DenialReason;
import dev.countersign.executor.ledger.LedgerCommand.End;
import dev.countersign.executor.ledger.LedgerCommand.Overdue;
import dev.countersign.executor.ledger.LedgerCommand.Permit;
import dev.countersign.executor.ledger.LedgerCommand.Resume;
import dev.countersign.executor.ledger.LedgerCommand.Standing;
import dev.countersign.executor.ledger.LedgerCommand.TakeUp;
import dev.countersign.executor.ledger.LedgerDecision.Drop;
import dev.countersign.executor.ledger.LedgerDecision.Enter;
import dev.countersign.executor.ledger.LedgerDecision.PublishLate;
import dev.countersign.executor.ledger.LedgerDecision.Refuse;
import dev.countersign.executor.ledger.LedgerEntry.Closed;
import dev.countersign.executor.ledger.LedgerEntry.Started;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever order repeats, ends, timeouts, losses and clocks come in. */
class LedgerMachineProperties {

    private static final LedgerMachine MACHINE = new LedgerMachine("executor-service", INSTANCE);

    /** One step of a story, as numbers so that a failing story shrinks. */
    record Step(int command, int permit, int outcome, int run, int seconds) {}

    @Provide
    Arbitrary<Step> steps() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 7),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 900))
                .as(Step::new);
    }

    @Property(tries = 3000)
    void shouldGiveACallOneOutcomeThatIsNotLate(
            @ForAll @Size(max = 30) List<@From("steps") Step> steps,
            @ForAll @IntRange(min = 1, max = 3) int maxAttempts) {
        Story story = new Story(maxAttempts);

        steps.forEach(story::tell);

        assertThat(story.results).filteredOn(result -> !result.late()).hasSizeLessThanOrEqualTo(1);
        assertThat(story.entry.filter(Closed.class::isInstance).isPresent())
                .isEqualTo(story.results.stream().anyMatch(result -> !result.late()));
    }

    @Property(tries = 3000)
    void shouldStartNoMoreOftenThanAllowed(
            @ForAll @Size(max = 30) List<@From("steps") Step> steps,
            @ForAll @IntRange(min = 1, max = 3) int maxAttempts) {
        Story story = new Story(maxAttempts);

        steps.forEach(story::tell);

        assertThat(story.starts.size() - story.takenBack).isLessThanOrEqualTo(maxAttempts);
        assertThat(story.starts).allSatisfy(start -> {
            assertThat(start.attempt()).isLessThanOrEqualTo(maxAttempts);
            if (start.attempt() == 1) {
                assertThat(start.startedAt()).isBeforeOrEqualTo(NOT_AFTER);
            }
        });
    }

    @Property(tries = 3000)
    void shouldNotStartASecondTimeWhatIsNotIdempotent(@ForAll @Size(max = 30) List<@From("steps") Step> steps) {
        Story story = new Story(1);

        steps.forEach(story::tell);

        assertThat(story.began).hasSizeLessThanOrEqualTo(1);
    }

    @Property(tries = 3000)
    void shouldNotSayFailedOfWhatMayHaveRun(
            @ForAll @Size(max = 30) List<@From("steps") Step> steps,
            @ForAll @IntRange(min = 1, max = 3) int maxAttempts) {
        Story story = new Story(maxAttempts);

        steps.forEach(story::tell);

        boolean clearlyNot = story.results.stream()
                .filter(result -> !result.late())
                .anyMatch(result -> result.status() == Status.FAILED || result.status() == Status.REFUSED);
        assertThat(story.mayHaveRun && clearlyNot).isFalse();
    }

    @Property(tries = 1000)
    void shouldBeLeftAsItIsByTheSameCommandAgain(@ForAll @Size(max = 20) List<@From("steps") Step> steps) {
        Story story = new Story(1);

        for (Step step : steps) {
            LedgerCommand command = story.command(step);
            story.apply(command);
            if (story.entry.filter(Closed.class::isInstance).isPresent()) {
                Optional<LedgerEntry> before = story.entry;
                story.apply(command);
                assertThat(story.entry).isEqualTo(before);
            }
        }
    }

    private static final class Story {

        private final int maxAttempts;
        private Optional<LedgerEntry> entry = Optional.empty();
        private final List<Started> starts = new ArrayList<>();
        private final List<ToolResult> results = new ArrayList<>();
        private Instant now = NOON;
        private final List<Started> began = new ArrayList<>();
        private int takenBack;
        private boolean mayHaveRun;

        Story(int maxAttempts) {
            this.maxAttempts = maxAttempts;
        }

        void tell(Step step) {
            apply(command(step));
        }

        LedgerCommand command(Step step) {
            now = now.plus(Duration.ofSeconds(step.seconds()));
            Permit permit = permit(step.permit());
            return switch (step.command()) {
                case 0 -> new Admit(call(), permit, now);
                case 1 -> new TakeUp(permit, now);
                case 2 -> new Overdue(GRACE, now);
                case 3 -> new Resume(permit, now);
                default -> end(step, permit);
            };
        }

        private LedgerCommand end(Step step, Permit permit) {
            if (starts.isEmpty()) {
                return new TakeUp(permit, now);
            }
            Started run = starts.get(Math.min(step.run(), starts.size() - 1));
            RunOutcome outcome = switch (step.outcome()) {
                case 0 -> new RunOutcome.Returned(CanonicalJson.ofValue(1));
                case 1 -> new RunOutcome.Threw("no");
                case 2 -> new RunOutcome.TimedOut();
                case 3 -> new RunOutcome.FailedInPassing("busy", false, Optional.empty());
                case 4 -> new RunOutcome.FailedInPassing("cut", true, Optional.of(Duration.ofSeconds(9)));
                case 5 -> new RunOutcome.Stopped();
                default -> new RunOutcome.NeverRan();
            };
            // A former owner's producer lives only as long as nobody else has decided.
            boolean standing = entry.orElse(null) instanceof Started open && open.isSameAttempt(run);
            Standing as = step.seconds() % 3 == 0 && standing
                    ? Standing.FORMER_OWNER
                    : step.permit() == 2 ? Standing.NONE : Standing.OWNER;
            return new End(run, outcome, as, permit, now);
        }

        private static boolean mayHaveRun(RunOutcome outcome) {
            return switch (outcome) {
                case RunOutcome.TimedOut timedOut -> true;
                case RunOutcome.Stopped stopped -> true;
                case RunOutcome.FailedInPassing failure -> failure.mayHaveRun();
                case RunOutcome.Returned returned -> false;
                case RunOutcome.Threw threw -> false;
                case RunOutcome.NeverRan neverRan -> false;
            };
        }

        private Permit permit(int kind) {
            return switch (kind) {
                case 0 -> granted(maxAttempts);
                case 1 -> new Permit.Full();
                case 2 -> new Permit.Denied(DenialReason.TOOL_GONE, Optional.empty());
                default -> new Permit.Denied(DenialReason.SOURCE_AWAY, Optional.empty());
            };
        }

        void apply(LedgerCommand command) {
            boolean wasClosed = entry.filter(Closed.class::isInstance).isPresent();
            switch (MACHINE.decide(entry, command)) {
                case Enter enter -> {
                    assertThat(wasClosed).isFalse();
                    if (command instanceof End end && end.outcome() instanceof RunOutcome.NeverRan) {
                        takenBack++;
                        began.remove(end.run());
                    }
                    if (command instanceof End end) {
                        mayHaveRun |= mayHaveRun(end.outcome());
                    }
                    mayHaveRun |= command instanceof Overdue;
                    entry = Optional.of(enter.entry());
                    enter.result().ifPresent(results::add);
                    if (enter.entry() instanceof Started started) {
                        starts.add(started);
                        began.add(started);
                    }
                }
                case PublishLate late -> results.add(late.result());
                case Drop drop -> throw new AssertionError("nobody asked to forget");
                case Refuse refuse -> {}
            }
        }
    }
}
