package dev.countersign.approval.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.approval.control.Grant;
import dev.countersign.approval.control.GrantWish;
import dev.countersign.contract.event.Decider;
import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.RejectedCall.Kind;
import dev.countersign.contract.event.SwitchMode;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.event.Verb;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.json.CanonicalJson;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Watches what the gate does, with a memory of its own, and fails where it does what must not be. */
final class Invariants {

    private final World world;
    private final Map<CallId, Watched> calls = new HashMap<>();
    private final Map<String, Integer> usesLeft = new HashMap<>();
    private final Set<CallId> strays = new HashSet<>();

    Invariants(World world) {
        this.world = world;
    }

    void tell(GateCommand command) {
        Set<CallId> cast = new HashSet<>();
        Set<CallId> used = new HashSet<>();
        List<GateEvent> events = world.tell(command).events();
        events.forEach(event -> watch(event, command, cast, used));
        watchSettlement(command, events);
        world.turns.values().forEach(turn -> watchTurn(turn, command));
        events.stream()
                .filter(GateEvent.CallEdited.class::isInstance)
                .map(GateEvent.CallEdited.class::cast)
                .forEach(this::watchSiblings);
    }

    private void watchSiblings(GateEvent.CallEdited edited) {
        TurnState turn = turn(edited);
        turn.held().stream()
                .filter(call -> turn.gate() == GateMode.TURN && !call.id().equals(edited.callId()))
                .forEach(call -> require(votes(call).isEmpty(), "an edit voids what was voted on its turn"));
    }

    /** Saying the same once more, at the same time, changes nothing that anybody decides on. */
    void repeat(GateCommand command) {
        Map<TurnKey, TurnState> before = Map.copyOf(world.turns);
        Decision decision = world.tell(command);
        for (GateEvent event : decision.events()) {
            switch (event) {
                case GateEvent.CallClaimed claimed -> {}
                case GateEvent.CallStarted started -> {}
                case GateEvent.CallCommented commented -> {}
                default -> throw new AssertionError("a repeat leads to " + event);
            }
        }
        if (!(command instanceof GateCommand.CommentOn)) {
            assertThat(world.turns).isEqualTo(before);
        }
    }

    private void watchTurn(TurnState turn, GateCommand command) {
        boolean due = command instanceof GateCommand.TurnDue of && of.turn().equals(turn.key());
        if (due) {
            require(turn.dueAt(World.TERMS.retention()).isAfter(world.now), "a due time advances");
            require(turn.held().isEmpty() || world.now.isBefore(turn.expiresAt()), "nothing waits beyond expiry");
        }
        if (turn.gate() == GateMode.TURN && turn.calls().stream().anyMatch(this::isReleased)) {
            require(turn.isComplete(), "a turn is released when all of it has come");
            require(
                    turn.calls().stream().allMatch(call -> isReleased(call) || call.isClosedAs(Kind.ANSWERED)),
                    "a turn is released whole or not at all");
        }
    }

    private static List<Decider> votes(CallState call) {
        return call.phase() instanceof CallPhase.Held held ? held.votes() : List.of();
    }

    private boolean isReleased(CallState call) {
        return call.phase() instanceof CallPhase.Released || call.phase() instanceof CallPhase.Finished;
    }

    private void watch(GateEvent event, GateCommand command, Set<CallId> cast, Set<CallId> used) {
        switch (event) {
            case GateEvent.CallCame came -> came(came);
            case GateEvent.CallStrayed strayed ->
                require(strays.add(strayed.known().stray().orElseThrow().id()), "a stray comes once");
            case GateEvent.StrayForgotten forgotten -> strays.remove(forgotten.callId());
            case GateEvent.VoteCast vote -> {
                vote(vote, command);
                cast.add(vote.callId());
            }
            case GateEvent.CallEdited edit -> edit(edit, command);
            case GateEvent.VotesVoided voided -> call(voided).votes.clear();
            case GateEvent.ToolChanged changed -> {
                call(changed).anew();
                call(changed).tool = Optional.of(changed.toolDigest());
            }
            case GateEvent.ApprovedByItself approved -> byItself(approved, used);
            case GateEvent.HeldAfterAll after -> {
                call(after).byPolicy = false;
                call(after).byGrant = Optional.empty();
            }
            case GateEvent.PeopleNudged nudged ->
                call(nudged).escalated |= nudged.nudge().group().isPresent();
            case GateEvent.GrantMade made -> {
                require(cast.contains(made.callId()), "a grant comes with a vote that counts");
                made(made, (GateCommand.DecideCall) command);
            }
            case GateEvent.GrantUsed use -> {
                used(use);
                used.add(use.callId());
            }
            case GateEvent.CallReleased released -> released(released);
            case GateEvent.CallClosed closed -> {
                require(++call(closed).decisions == 1, "one decision of each call");
                require(
                        closed.reason().kind() != Kind.EXPIRED
                                || !world.now.isBefore(turn(closed).expiresAt()),
                        "nothing expires early");
            }
            case GateEvent.ResultTaken taken -> result(taken, taken.result());
            case GateEvent.CallUnanswered unanswered -> result(unanswered, unanswered.result());
            case GateEvent.CallSettled settled -> settled(settled, command);
            case GateEvent.CallStarted started -> require(call(started).released, "what starts was released");
            case GateEvent.LateResultTaken late -> {
                require(call(late).released, "what is late was released");
                require(++call(late).lateResults == 1, "one late result of each call");
            }
            case GateEvent.CallClaimed claimed ->
                require(claimed.claim().until().isAfter(world.now), "a claim holds");
            case GateEvent.CallUnclaimed unclaimed -> {}
            case GateEvent.CallCommented commented -> {}
            case GateEvent.WatchProlonged prolonged -> {}
            case GateEvent.TurnOpened opened -> {}
            case GateEvent.ExpiryMoved moved -> {}
            case GateEvent.TurnClosed closed -> {}
            case GateEvent.TurnForgotten forgotten -> {}
        }
    }

    private void came(GateEvent.CallCame came) {
        CallState call = came.call();
        CanonicalJson arguments = world.requests.get(call.id()).arguments();
        PolicyVerdict verdict = world.policy.apply(arguments);
        Watched watched = new Watched(arguments, verdict, call.toolDigest(), world.proven);
        // A call that was forgotten may come again as another.
        Watched before = calls.put(call.id(), watched);
        require(before == null || before.decisions == 1, "a call comes once");
        if (call.isHeld()) {
            require(!isForbidden(arguments), "what is forbidden is not asked about");
            require(world.ended.isEmpty(), "nothing of an ended conversation is asked about");
            require(turn(came).closedBy().isEmpty() || calls.get(call.id()).decisions >= 0, "its turn is open");
        } else {
            watched.decisions = 1;
        }
    }

    private boolean isForbidden(CanonicalJson arguments) {
        SwitchMode mode = world.killSwitch.mode();
        return mode == SwitchMode.DENY
                || mode == SwitchMode.READ_ONLY
                || world.policy.apply(arguments) instanceof PolicyVerdict.Deny;
    }

    private void vote(GateEvent.VoteCast vote, GateCommand command) {
        Watched call = call(vote);
        GateCommand.Asked asked = (GateCommand.Asked) command;
        require(asked.voter().name().equals(vote.voter().name()), "a vote is its voter's");
        requireEntitled(call, asked.voter());
        require(world.now.isBefore(turn(vote).expiresAt()), "no vote counts at expiry or later");
        require(!call.votes.contains(vote.voter().name()), "one vote of each person");
        SeenCall seen = switch (command) {
            case GateCommand.DecideCall decide -> decide.call();
            case GateCommand.DecideTurn decide ->
                decide.calls().stream()
                        .filter(some -> some.callId().equals(vote.callId()))
                        .findFirst()
                        .orElseThrow();
            default -> throw new AssertionError("a vote comes of a decision");
        };
        boolean wrote = command instanceof GateCommand.DecideCall decide
                && decide.arguments().filter(call.arguments::equals).isPresent();
        require(wrote || seen.argumentsDigest().equals(call.arguments.digest()), "a vote is on what was seen");
        require(call.tool.equals(Optional.of(seen.toolDigest())), "a vote is on the tool that was seen");
        call.votes.add(vote.voter().name());
    }

    private static void requireEntitled(Watched call, Voter voter) {
        require(
                !call.terms.requesterMustDiffer() || !voter.name().equals(Say.REQUESTER),
                "who asked does not decide where they must not");
        Set<String> groups = new HashSet<>(call.terms.groups());
        if (call.escalated) {
            call.terms.escalation().map(HoldTerms.Escalation::group).ifPresent(groups::add);
        }
        require(
                call.terms.groups().isEmpty() || voter.groups().stream().anyMatch(groups::contains),
                "who decides is in a group that may");
    }

    private void edit(GateEvent.CallEdited edit, GateCommand command) {
        Watched call = call(edit);
        GateCommand.DecideCall decide = (GateCommand.DecideCall) command;
        requireEntitled(call, decide.voter());
        require(call.terms.verbs().contains(Verb.EDIT), "an edit is allowed");
        require(!isForbidden(edit.arguments()), "nothing is edited into what is forbidden");
        require(!edit.arguments().equals(World.UNFIT), "nothing is edited into what does not fit");
        call.anew();
        call.arguments = edit.arguments();
        if (world.policy.apply(edit.arguments()) instanceof PolicyVerdict.Hold hold) {
            call.escalated &= call.terms.escalation().equals(hold.terms().escalation());
            call.terms = hold.terms();
            call.rule = hold.rule();
        }
    }

    private void byItself(GateEvent.ApprovedByItself approved, Set<CallId> used) {
        Watched call = call(approved);
        require(world.killSwitch.mode() == SwitchMode.OPEN, "nothing is approved by itself but under the open switch");
        call.byGrant = approved.grant();
        call.byPolicy = approved.grant().isEmpty();
        require(
                call.byPolicy
                        ? world.policy.apply(call.arguments) instanceof PolicyVerdict.Approve
                        : used.contains(approved.callId()),
                "something approves what is approved by itself");
    }

    private void made(GateEvent.GrantMade made, GateCommand.DecideCall command) {
        Watched call = call(made);
        Grant grant = made.grant();
        GrantWish wish = command.grant().orElseThrow();
        HoldTerms.GrantLimits limits = call.terms.grants().orElseThrow();
        require(call.needed() == 1, "a grant is made where one approval is enough");
        require(wish.holdsFor().compareTo(limits.longest()) <= 0, "a grant holds no longer than its rule lets it");
        require(wish.uses().orElse(0) <= limits.uses(), "a grant is for no more uses than its rule lets it");
        require(call.proven || wish.scope() == GrantWish.Scope.CONVERSATION, "no grant is for a claimed requester");
        require(grant.expiresAt().equals(world.now.plus(wish.holdsFor())), "a grant holds for as long as was said");
        require(grant.rule().equals(call.rule), "a grant is of the rule that its call was approved under");
        require(grant.pattern().matches(call.arguments), "a grant covers its call");
        usesLeft.putIfAbsent(grant.id(), wish.uses().orElse(Integer.MAX_VALUE));
    }

    private void used(GateEvent.GrantUsed use) {
        Watched call = call(use);
        Grant grant = use.grant();
        require(usesLeft.merge(grant.id(), -1, Integer::sum) >= 0, "a grant is not used up twice");
        require(world.now.isBefore(grant.expiresAt()), "a grant is not used when it has expired");
        require(world.killSwitch.mode() == SwitchMode.OPEN, "no grant is used but under the open switch");
        require(grant.rule().equals(call.rule), "a grant is used under its rule");
        require(call.tool.equals(Optional.of(grant.toolDigest())), "a grant is used on its tool");
        require(grant.pattern().matches(call.arguments), "a grant is used on its arguments");
        require(call.needed() == 1 && call.terms.grants().isPresent(), "a grant is used where it could be made");
        require(grant.requester().isEmpty() || call.proven, "a grant is used for who is proven");
        require(
                !call.terms.requesterMustDiffer() || !grant.madeBy().name().equals(Say.REQUESTER),
                "nobody grants themselves");
    }

    private void released(GateEvent.CallReleased released) {
        Watched call = call(released);
        require(++call.decisions == 1, "one decision of each call");
        call.released = true;
        require(world.now.isBefore(turn(released).expiresAt()), "nothing is released at expiry or later");
        require(!isForbidden(call.arguments), "nothing is released that is forbidden");
        require(
                world.offer instanceof Offer.Fits fits
                        && fits.toolDigest().equals(released.toolDigest())
                        && call.tool.equals(Optional.of(released.toolDigest())),
                "what is released is of the tool that was decided on");
        boolean byItself = call.byPolicy || call.byGrant.isPresent();
        require(
                !byItself || world.killSwitch.mode() == SwitchMode.OPEN || call.votes.size() >= call.needed(),
                "nothing runs by itself but under the open switch");
        require(
                call.byGrant.isEmpty()
                        || call.votes.size() >= call.needed()
                        || call.byGrant
                                .map(world.grants::get)
                                .filter(grant -> world.now.isBefore(grant.expiresAt()))
                                .isPresent(),
                "nothing is released by a grant that is gone");
        require(byItself || call.votes.size() >= call.needed(), "enough people approve what is released");
        List<String> people = released.approvedBy().stream()
                .filter(by -> by.via().equals("web"))
                .map(Decider::name)
                .toList();
        require(people.equals(call.votes), "who approved is who voted");
        require(!released.approvedBy().isEmpty(), "somebody approved");
    }

    private void result(GateEvent.OfCall event, ToolResult result) {
        require(call(event).released, "only what was released has a result");
        require(++call(event).results == 1, "one result of each call");
        call(event).outcome = Optional.of(result.status());
    }

    private void settled(GateEvent.CallSettled settled, GateCommand command) {
        Watched call = call(settled);
        GateCommand.SettleCall settle = (GateCommand.SettleCall) command;
        require(settle.voter().admin(), "an admin settles");
        require(call.outcome.equals(Optional.of(ToolResult.Status.UNKNOWN)), "only what is unknown is settled");
        require(++call.settlements == 1, "a call is settled once");
        require(settled.settlement().equals(settle.at(world.now)), "what is settled is what was said");
    }

    /** A settlement is told to people: it decides nothing, releases nothing and is no result. */
    private static void watchSettlement(GateCommand command, List<GateEvent> events) {
        if (command instanceof GateCommand.SettleCall settle) {
            events.stream()
                    .filter(event -> event instanceof GateEvent.OfCall of
                            && of.callId().equals(settle.callId())
                            && !(event instanceof GateEvent.CallSettled))
                    .forEach(event -> require(isOfTime(event), "a settlement leads to nothing else, not to " + event));
        }
    }

    private static boolean isOfTime(GateEvent event) {
        return event instanceof GateEvent.CallUnclaimed
                || event instanceof GateEvent.CallClosed closed
                        && (closed.reason().kind() == Kind.EXPIRED
                                || closed.reason().kind() == Kind.WITHDRAWN);
    }

    /** When all time has passed. */
    void atEnd() {
        require(world.turns.isEmpty() && world.known.isEmpty(), "everything is forgotten in the end");
        calls.forEach((id, call) -> {
            require(call.decisions == 1, "each call is decided");
            require(call.results == (call.released ? 1 : 0), "each call that was released has a result, and no other");
        });
    }

    private Watched call(GateEvent.OfCall event) {
        Watched call = calls.get(event.callId());
        require(call != null, "something happens to calls that came");
        return call;
    }

    private TurnState turn(GateEvent.OfCall event) {
        return world.turns.values().stream()
                .filter(turn -> turn.call(event.callId()).isPresent())
                .findFirst()
                .orElseThrow();
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("broken: " + what);
        }
    }
}
