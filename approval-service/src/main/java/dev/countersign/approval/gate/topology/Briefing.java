package dev.countersign.approval.gate.topology;

import dev.countersign.approval.gate.CallPhase;
import dev.countersign.approval.gate.CallState;
import dev.countersign.approval.gate.Circumstances;
import dev.countersign.approval.gate.GateCommand;
import dev.countersign.approval.gate.GateState;
import dev.countersign.approval.gate.SeenCall;
import dev.countersign.approval.gate.TurnKey;
import dev.countersign.approval.gate.TurnState;
import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.PastRefusal;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.event.Verb;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the gate is told with a command: the state that it is about, and what catalogue, policy and stores say. */
record Briefing(GateState state, ToolLookup tools, Circumstances now) {

    /** Looks up what one command needs, and no more. */
    static final class Writer {

        private final GateParts parts;
        private final GateStores stores;
        private final Instant time;
        private final Instant listeningSince;
        private final ToolLookup tools;
        private final Map<CallId, CanonicalJson> arguments = new HashMap<>();
        private final Set<ToolName> about = new LinkedHashSet<>();
        private Optional<Circumstances.Consideration> edit = Optional.empty();
        private Optional<ToolRequest> proposed = Optional.empty();
        private boolean proven;

        Writer(GateParts parts, GateStores stores, Instant time, Instant listeningSince) {
            this.parts = parts;
            this.stores = stores;
            this.time = time;
            this.listeningSince = listeningSince;
            this.tools = new ToolLookup(
                    parts.catalog(), parts.policies().judge(stores.controls().policy()));
        }

        Briefing of(GateCommand command) {
            return of(command, load(command));
        }

        /** The briefing of a command that reaches beyond one turn, for one of its turns. */
        Briefing of(GateCommand command, TurnState turn) {
            return of(command, new GateState(Optional.of(turn), Optional.empty()));
        }

        private Briefing of(GateCommand command, GateState state) {
            look(command, state);
            arguments.putAll(tools.arguments());
            Circumstances now = new Circumstances(
                    time,
                    tools.considerations(),
                    edit,
                    arguments,
                    proven,
                    stores.controls().controls(about),
                    proposed.map(this::refusals).orElse(List.of()),
                    stores.ended(command.conversationId()),
                    parts.terms(),
                    listeningSince);
            return new Briefing(state, tools, now);
        }

        private List<PastRefusal> refusals(ToolRequest request) {
            return stores.refusals()
                    .of(
                            request.conversationId(),
                            request.tool(),
                            request.arguments().digest());
        }

        private GateState load(GateCommand command) {
            return switch (command) {
                case GateCommand.Propose propose ->
                    new GateState(
                            stores.turn(TurnKey.of(propose.request())),
                            stores.call(propose.request().key()).map(StoredCall::known));
                case GateCommand.DecideCall decide ->
                    loadCall(decide.conversationId(), decide.call().callId());
                case GateCommand.WithdrawCall withdraw -> loadCall(withdraw.conversationId(), withdraw.callId());
                case GateCommand.ClaimCall claim -> loadCall(claim.conversationId(), claim.callId());
                case GateCommand.UnclaimCall unclaim -> loadCall(unclaim.conversationId(), unclaim.callId());
                case GateCommand.CommentOn comment -> loadCall(comment.conversationId(), comment.callId());
                case GateCommand.SettleCall settle -> loadCall(settle.conversationId(), settle.callId());
                case GateCommand.GiveUp giveUp -> loadCall(giveUp.conversationId(), giveUp.callId());
                case GateCommand.Observe observe ->
                    loadCall(observe.conversationId(), observe.result().callId());
                case GateCommand.ObserveStart start ->
                    loadCall(start.conversationId(), start.started().callId());
                case GateCommand.DecideTurn decide -> loadTurn(TurnKey.of(decide.conversationId(), decide.turnId()));
                case GateCommand.TurnDue due -> loadTurn(due.turn());
                case GateCommand.StrayDue due ->
                    new GateState(Optional.empty(), stores.call(due.call()).map(StoredCall::known));
                case GateCommand.EndConversation end -> GateState.EMPTY;
                case GateCommand.EndDue due -> GateState.EMPTY;
            };
        }

        private GateState loadCall(ConversationId conversation, CallId call) {
            Optional<StoredCall> stored = stores.call(new CallKey(conversation, call));
            return new GateState(stored.flatMap(known -> stores.turn(known.turn())), stored.map(StoredCall::known));
        }

        private GateState loadTurn(TurnKey turn) {
            return new GateState(stores.turn(turn), Optional.empty());
        }

        private void look(GateCommand command, GateState state) {
            switch (command) {
                case GateCommand.Propose propose -> lookAtProposal(propose, state);
                case GateCommand.DecideCall decide -> lookForVote(decide, state);
                case GateCommand.DecideTurn decide -> {
                    if (decide.verb() == Verb.APPROVE) {
                        lookAtHeld(
                                state,
                                decide.calls().stream().map(SeenCall::callId).collect(Collectors.toSet()));
                    }
                }
                case GateCommand.TurnDue due -> lookAtEdited(state);
                case GateCommand.WithdrawCall withdraw -> {}
                case GateCommand.EndConversation end -> {}
                case GateCommand.ClaimCall claim -> {}
                case GateCommand.UnclaimCall unclaim -> {}
                case GateCommand.CommentOn comment -> {}
                case GateCommand.SettleCall settle -> {}
                case GateCommand.GiveUp giveUp -> {}
                case GateCommand.Observe observe -> {}
                case GateCommand.ObserveStart start -> {}
                case GateCommand.StrayDue due -> {}
                case GateCommand.EndDue due -> {}
            }
        }

        private void lookAtProposal(GateCommand.Propose propose, GateState state) {
            ToolRequest request = propose.request();
            proposed = Optional.of(request);
            proven = parts.requesters().isProven(request, time);
            about.add(request.tool());
            // The last of a turn that policy approves releases all of it.
            if (request.gate().orElse(GateMode.CALL) == GateMode.TURN
                    && state.turn()
                            .filter(turn -> turn.calls().size() + 1 == turn.size())
                            .isPresent()) {
                lookAtHeld(state);
            }
            tools.look(request, proven, propose.origin());
        }

        private void lookForVote(GateCommand.DecideCall decide, GateState state) {
            switch (decide.verb()) {
                case APPROVE, RESPOND -> lookAtHeld(state, Set.of(decide.call().callId()));
                case EDIT -> {
                    lookAtHeld(state, Set.of(decide.call().callId()));
                    edit = stores.call(new CallKey(
                                    decide.conversationId(), decide.call().callId()))
                            .map(call -> tools.lookAtEdited(
                                    call.card(), decide.arguments().orElseThrow()));
                }
                case REJECT -> {}
            }
        }

        private void lookAtHeld(GateState state) {
            state.turn().ifPresent(turn -> turn.held().forEach(call -> lookAtHeld(turn, call)));
        }

        /** Where calls are released on their own, the others of the turn stay as they are. */
        private void lookAtHeld(GateState state, Set<CallId> named) {
            state.turn()
                    .ifPresent(turn -> turn.held().stream()
                            .filter(call -> turn.gate() == GateMode.TURN || named.contains(call.id()))
                            .forEach(call -> lookAtHeld(turn, call)));
        }

        private void lookAtHeld(TurnState turn, CallState call) {
            about.add(call.tool());
            tools.look(card(turn, call));
        }

        /** The gate speaks for an executor that stays silent, and says what was to run. */
        private void lookAtEdited(GateState state) {
            state.turn()
                    .ifPresent(turn -> turn.calls().stream()
                            .filter(call -> call.edited() && call.phase() instanceof CallPhase.Released)
                            .forEach(call ->
                                    arguments.put(call.id(), card(turn, call).arguments())));
        }

        private Approval card(TurnState turn, CallState call) {
            return stores.call(new CallKey(turn.key().conversationId(), call.id()))
                    .orElseThrow()
                    .card();
        }
    }
}
