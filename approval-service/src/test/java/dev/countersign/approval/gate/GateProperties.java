package dev.countersign.approval.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.json.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What holds however requests, votes, withdrawals, results, changes of tools, repeats and time come in between. */
class GateProperties {

    /** One thing that happens, some time after the one before. */
    record Step(Kind kind, int call, String voter, Duration later) {}

    enum Kind {
        COME,
        COME_CONFLICTING,
        COME_BROKEN,
        APPROVE,
        APPROVE_UNSEEN,
        APPROVE_TURN,
        REJECT,
        REJECT_TURN,
        WITHDRAW,
        GIVE_UP,
        RESULT,
        LATE_RESULT,
        FORGED_RESULT,
        TOOL_CHANGES,
        TOOL_GOES,
        TOOL_RETURNS,
        GATE_RESTARTS,
        TIME_PASSES
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Kind> kinds = Arbitraries.frequency(
                        Tuple.of(6, Kind.COME),
                        Tuple.of(4, Kind.APPROVE),
                        Tuple.of(3, Kind.APPROVE_TURN),
                        Tuple.of(1, Kind.TIME_PASSES))
                .flatMap(often -> Arbitraries.frequencyOf(
                        Tuple.of(2, Arbitraries.just(often)), Tuple.of(1, Arbitraries.of(Kind.class))));
        return Combinators.combine(kinds, Arbitraries.integers().between(0, 2), Arbitraries.of("bob", "eve"), delays())
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(25);
    }

    private static Arbitrary<Duration> delays() {
        return Arbitraries.frequency(
                Tuple.of(12, Duration.ofSeconds(1)),
                Tuple.of(2, Duration.ofMinutes(62)),
                Tuple.of(1, Duration.ofHours(24).minusMillis(1)),
                Tuple.of(1, Duration.ofHours(24)));
    }

    @Provide
    Arbitrary<Integer> sizes() {
        return Arbitraries.integers().between(1, 3);
    }

    @Property(tries = 2_000)
    void shouldDecideEachCallOnce(@ForAll("steps") List<Step> steps, @ForAll("sizes") int size, @ForAll GateMode gate) {
        Run run = new Run(size, gate);
        steps.forEach(run::take);
        run.sweep();

        Map<CallId, Integer> decisions = new HashMap<>();
        Map<CallId, Integer> results = new HashMap<>();
        for (GateEvent event : run.world.history) {
            switch (event) {
                case GateEvent.CallReleased released -> decisions.merge(released.callId(), 1, Integer::sum);
                case GateEvent.CallClosed closed -> decisions.merge(closed.callId(), 1, Integer::sum);
                case GateEvent.CallCame came ->
                    decisions.merge(came.callId(), came.call().isHeld() ? 0 : 1, Integer::sum);
                case GateEvent.CallStrayed strayed ->
                    decisions.merge(strayed.known().stray().orElseThrow().id(), 1, Integer::sum);
                case GateEvent.ResultTaken taken -> results.merge(taken.callId(), 1, Integer::sum);
                case GateEvent.CallUnanswered unanswered -> results.merge(unanswered.callId(), 1, Integer::sum);
                case GateEvent.VoteCast cast -> {}
                case GateEvent.ToolChanged changed -> {}
                case GateEvent.LateResultTaken late -> {}
                case GateEvent.WatchProlonged prolonged -> {}
                case GateEvent.TurnOpened opened -> {}
                case GateEvent.TurnClosed closed -> {}
                case GateEvent.TurnForgotten forgotten -> {}
                case GateEvent.StrayForgotten forgotten -> {}
            }
        }
        assertThat(decisions.values()).allMatch(count -> count == 1);
        assertThat(results.keySet()).isEqualTo(run.released().keySet());
        assertThat(results.values()).allMatch(count -> count == 1);
        assertThat(run.world.turns).isEmpty();
        assertThat(run.world.known).isEmpty();
    }

    @Property(tries = 2_000)
    void shouldReleaseAllOfTurnOrNothing(@ForAll("steps") List<Step> steps, @ForAll("sizes") int size) {
        Run run = new Run(size, GateMode.TURN);
        for (Step step : steps) {
            run.take(step);
            assertThat(run.released().size()).isIn(0, size);
        }
    }

    @Property(tries = 2_000)
    void shouldReleaseExactlyWhatWasVotedOnInTime(
            @ForAll("steps") List<Step> steps, @ForAll("sizes") int size, @ForAll GateMode gate) {
        Run run = new Run(size, gate);
        steps.forEach(run::take);

        run.released().values().forEach(released -> {
            assertThat(released.approvedBy()).isNotEmpty();
            released.approvedBy()
                    .forEach(by -> assertThat(run.approvals)
                            .contains(by.name() + " " + released.callId() + " " + released.toolDigest()));
            assertThat(released.at()).isBefore(run.openedAt().plus(World.TERMS.expiry()));
        });
    }

    @Property(tries = 2_000)
    void shouldChangeNothingOnRepeat(
            @ForAll("steps") List<Step> steps, @ForAll("sizes") int size, @ForAll GateMode gate) {
        Run run = new Run(size, gate);
        for (Step step : steps) {
            run.take(step);
            assertThat(run.repeatLast()).isEmpty();
        }
    }

    /** The state is what the events make of it, whenever they are applied. */
    @Property(tries = 500)
    void shouldComeToSameStateInReplay(
            @ForAll("steps") List<Step> steps, @ForAll("sizes") int size, @ForAll GateMode gate) {
        Run first = new Run(size, gate);
        Run second = new Run(size, gate);
        steps.forEach(first::take);
        steps.forEach(second::take);

        assertThat(second.world.turns).isEqualTo(first.world.turns);
        assertThat(second.world.history).isEqualTo(first.world.history);
    }

    /** Carries the steps out on one turn. */
    private static final class Run {

        private final World world = new World();
        private final List<ToolRequest> calls;
        private final GateMode gate;
        private final Set<String> approvals = new HashSet<>();
        private Optional<GateCommand> last = Optional.empty();

        Run(int size, GateMode gate) {
            this.gate = gate;
            calls = IntStream.range(0, size)
                    .mapToObj(index -> World.inTurn("call" + index, index, size, gate))
                    .toList();
        }

        void take(Step step) {
            last = Optional.empty();
            world.now = world.now.plus(step.later());
            ToolRequest call = calls.get(step.call() % calls.size());
            switch (step.kind()) {
                case COME -> tell(new GateCommand.Propose(call));
                case COME_CONFLICTING -> {
                    if (world.known.containsKey(call.callId())) {
                        tell(new GateCommand.Propose(
                                World.request(call.callId().value(), call.turn(), call.gate(), 99)));
                    }
                }
                case COME_BROKEN ->
                    tell(new GateCommand.Propose(
                            World.inTurn("broken" + step.call(), step.call() % calls.size(), calls.size() + 1, gate)));
                case APPROVE -> approve(step, List.of(shown(call)));
                case APPROVE_UNSEEN ->
                    tell(World.decide(
                            step.voter(), Choice.APPROVE, new SeenCall(call.callId(), World.OTHER, World.TOOL)));
                case APPROVE_TURN ->
                    approve(step, calls.stream().map(this::shown).toList());
                case REJECT -> tell(World.decide(step.voter(), Choice.REJECT, shown(call)));
                case REJECT_TURN -> tell(World.decideTurn(step.voter(), Choice.REJECT, shownAll()));
                case WITHDRAW -> tell(World.withdraw(step.voter(), call.callId().value()));
                case GIVE_UP -> tell(World.giveUp(call.callId().value()));
                case RESULT -> observe(World.result(call, step.voter(), false, World.EXECUTOR));
                case LATE_RESULT -> observe(World.result(call, step.voter(), true, World.EXECUTOR));
                case FORGED_RESULT -> observe(World.result(call, step.voter(), false, "another"));
                case TOOL_CHANGES -> world.offer = fits(World.CHANGED_TOOL);
                case TOOL_GOES -> world.offer = new Offer.Gone("gone");
                case TOOL_RETURNS -> world.offer = fits(World.TOOL);
                case GATE_RESTARTS -> world.listeningSince = world.now;
                case TIME_PASSES -> tell(new GateCommand.TurnDue(TurnKey.of(call)));
            }
        }

        private static Offer fits(Digest tool) {
            return new Offer.Fits(tool, World.EXECUTOR, World.LONGEST_RUN);
        }

        /** As the page shows it: under the entry that the call is held under. */
        private SeenCall shown(ToolRequest call) {
            Digest tool = Optional.ofNullable(world.turns.get(TurnKey.of(call)))
                    .flatMap(turn -> turn.call(call.callId()))
                    .flatMap(CallState::toolDigest)
                    .orElse(World.TOOL);
            return new SeenCall(call.callId(), call.arguments().digest(), tool);
        }

        private SeenCall[] shownAll() {
            return calls.stream().map(this::shown).toArray(SeenCall[]::new);
        }

        private void approve(Step step, List<SeenCall> seen) {
            seen.forEach(call -> approvals.add(step.voter() + " " + call.callId() + " " + call.toolDigest()));
            tell(
                    step.kind() == Kind.APPROVE
                            ? World.decide(step.voter(), Choice.APPROVE, seen.getFirst())
                            : World.decideTurn(step.voter(), Choice.APPROVE, seen.toArray(SeenCall[]::new)));
        }

        private void observe(ToolResult result) {
            tell(new GateCommand.Observe(result));
        }

        private void tell(GateCommand command) {
            last = Optional.of(command);
            world.tell(command);
        }

        List<GateEvent> repeatLast() {
            return last.map(command -> world.tell(command).events()).orElse(List.of());
        }

        /** Lets so much time pass that everything ends and is forgotten. */
        void sweep() {
            for (int days = 0; days < 100; days++) {
                world.now = world.now.plus(Duration.ofDays(1));
                world.tell(new GateCommand.TurnDue(TurnKey.of(calls.getFirst())));
                for (KnownCall known : new ArrayList<>(world.known.values())) {
                    known.stray()
                            .ifPresent(stray ->
                                    world.tell(new GateCommand.StrayDue(new CallKey(World.CONVERSATION, stray.id()))));
                }
            }
        }

        Map<CallId, GateEvent.CallReleased> released() {
            return world.history.stream()
                    .filter(GateEvent.CallReleased.class::isInstance)
                    .map(GateEvent.CallReleased.class::cast)
                    .collect(Collectors.toMap(GateEvent.CallReleased::callId, event -> event));
        }

        Instant openedAt() {
            return world.turns.get(TurnKey.of(calls.getFirst())).expiresAt().minus(World.TERMS.expiry());
        }
    }
}
