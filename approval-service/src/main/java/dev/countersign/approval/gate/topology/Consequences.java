package dev.countersign.approval.gate.topology;

import dev.countersign.approval.gate.CallPhase;
import dev.countersign.approval.gate.CallState;
import dev.countersign.approval.gate.GateCommand;
import dev.countersign.approval.gate.GateEvent;
import dev.countersign.approval.gate.GateMachine;
import dev.countersign.approval.gate.GateState;
import dev.countersign.approval.gate.KnownCall;
import dev.countersign.approval.gate.PolicyVerdict;
import dev.countersign.approval.gate.Terms;
import dev.countersign.approval.gate.TurnState;
import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.CallKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What the events of one command mean for stores and topics. Each card that changed goes out once, as it is then. */
final class Consequences {

    /**
     * Calls of a turn that learn of each newcomer at once. Those of a larger turn learn of the others when it is whole:
     * cards are large, and each telling each other again and again would be quadratic.
     */
    private static final int TOLD_AT_ONCE = 8;

    private final GateStores stores;
    private final Terms terms;
    private final Outbox outbox;
    private final GateCommand command;
    private final ToolLookup tools;
    private final Optional<PolicyVerdict> verdict;
    private final Instant time;
    private final Map<CallId, StoredCall> changed = new LinkedHashMap<>();

    Consequences(
            GateStores stores,
            Terms terms,
            Outbox outbox,
            GateCommand command,
            ToolLookup tools,
            Optional<PolicyVerdict> verdict,
            Instant time) {
        this.stores = stores;
        this.terms = terms;
        this.outbox = outbox;
        this.command = command;
        this.tools = tools;
        this.verdict = verdict;
        this.time = time;
    }

    void keep(GateState before, List<GateEvent> events) {
        GateState state = before;
        for (GateEvent event : events) {
            GateState after = GateMachine.apply(state, event);
            follow(event, state, after);
            state = after;
        }
        if (!events.isEmpty()) {
            keepTurn(before.turn(), state.turn());
        }
        for (StoredCall call : changed.values()) {
            stores.put(call);
            outbox.card(call.card());
        }
    }

    private void follow(GateEvent event, GateState before, GateState after) {
        switch (event) {
            case GateEvent.TurnOpened opened -> {}
            case GateEvent.TurnClosed closed -> {}
            case GateEvent.TurnForgotten forgotten ->
                before.turn().orElseThrow().calls().forEach(call -> forget(call.id()));
            case GateEvent.CallStrayed strayed -> {
                CallState stray = strayed.known().stray().orElseThrow();
                open(strayed.known(), stray, after.turn().orElseThrow());
                strayed.known().forgetAt(terms.retention()).ifPresent(at -> stores.addStrayDue(at, key(stray.id())));
            }
            case GateEvent.StrayForgotten forgotten -> {
                before.known()
                        .flatMap(known -> known.forgetAt(terms.retention()))
                        .ifPresent(at -> stores.removeStrayDue(at, key(forgotten.callId())));
                forget(forgotten.callId());
            }
            case GateEvent.CallCame came -> {
                TurnState turn = after.turn().orElseThrow();
                open(after.known().orElseThrow(), came.call(), turn);
                showSiblings(came.callId(), turn);
            }
            case GateEvent.OfCall ofCall -> followCall(ofCall);
        }
    }

    private void showSiblings(CallId newcomer, TurnState turn) {
        change(newcomer, card -> Card.withSiblings(card, turn));
        if (turn.calls().size() <= TOLD_AT_ONCE || turn.calls().size() == turn.size()) {
            turn.calls().forEach(call -> change(call.id(), card -> Card.withSiblings(card, turn)));
        }
    }

    private void followCall(GateEvent.OfCall event) {
        Approval card = change(event.callId(), was -> Card.after(was, event));
        switch (event) {
            case GateEvent.CallCame came -> {}
            case GateEvent.VoteCast cast -> {}
            case GateEvent.ToolChanged toolChanged ->
                tools.entry(toolChanged.callId())
                        .ifPresent(entry -> change(event.callId(), was -> Card.describedBy(was, entry)));
            case GateEvent.CallReleased released -> outbox.approved(card, released);
            case GateEvent.CallClosed closed -> outbox.rejected(card, closed.reason(), closed.decidedBy(), closed.at());
            case GateEvent.ResultTaken taken -> {}
            case GateEvent.WatchProlonged prolonged -> {}
            case GateEvent.CallUnanswered unanswered -> outbox.result(unanswered.result());
            case GateEvent.LateResultTaken taken -> {}
        }
    }

    private void open(KnownCall known, CallState call, TurnState turn) {
        Approval card = Card.opened(request(), call, verdict.orElseThrow(), time, turn.expiresAt());
        Approval described = tools.entry(call.id())
                .map(entry -> Card.describedBy(card, entry))
                .orElse(card);
        changed.put(call.id(), StoredCall.of(known, described));
        if (call.phase() instanceof CallPhase.Closed closed) {
            outbox.rejected(described, closed.reason(), closed.decidedBy(), closed.at());
        }
    }

    private ToolRequest request() {
        if (command instanceof GateCommand.Propose propose) {
            return propose.request();
        }
        throw new IllegalStateException("a call comes by a request alone");
    }

    private Approval change(CallId id, UnaryOperator<Approval> step) {
        StoredCall was = changed.containsKey(id)
                ? changed.get(id)
                : stores.call(key(id)).orElseThrow(() -> new IllegalStateException("call " + id + " is not stored"));
        StoredCall is = was.with(step.apply(was.card()));
        if (!is.card().equals(was.card())) {
            changed.put(id, is);
        }
        return is.card();
    }

    private void forget(CallId id) {
        changed.remove(id);
        stores.deleteCall(key(id));
        outbox.forgotten(key(id));
    }

    private void keepTurn(Optional<TurnState> before, Optional<TurnState> after) {
        before.ifPresent(turn -> stores.removeDue(turn.dueAt(terms.retention()), turn.key()));
        if (after.isPresent()) {
            stores.put(after.get());
            stores.addDue(after.get().dueAt(terms.retention()), after.get().key());
        } else {
            before.ifPresent(turn -> stores.deleteTurn(turn.key()));
        }
    }

    private CallKey key(CallId id) {
        return new CallKey(command.conversationId(), id);
    }
}
