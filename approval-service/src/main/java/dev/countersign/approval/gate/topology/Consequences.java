package dev.countersign.approval.gate.topology;

import dev.countersign.approval.gate.CallPhase;
import dev.countersign.approval.gate.CallState;
import dev.countersign.approval.gate.Circumstances;
import dev.countersign.approval.gate.Considered;
import dev.countersign.approval.gate.GateCommand;
import dev.countersign.approval.gate.GateEvent;
import dev.countersign.approval.gate.GateMachine;
import dev.countersign.approval.gate.GateState;
import dev.countersign.approval.gate.KnownCall;
import dev.countersign.approval.gate.PolicyVerdict;
import dev.countersign.approval.gate.Terms;
import dev.countersign.approval.gate.TurnState;
import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.Decider;
import dev.countersign.contract.event.PastRefusal;
import dev.countersign.contract.event.RejectedCall;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.Digest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private final Circumstances now;
    private final Map<CallId, StoredCall> changed = new LinkedHashMap<>();

    Consequences(GateStores stores, Terms terms, Outbox outbox, GateCommand command, Briefing briefing) {
        this.stores = stores;
        this.terms = terms;
        this.outbox = outbox;
        this.command = command;
        this.tools = briefing.tools();
        this.now = briefing.now();
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
            case GateEvent.ExpiryMoved moved ->
                after.turn()
                        .orElseThrow()
                        .held()
                        .forEach(call -> change(call.id(), card -> Card.expiringAt(card, moved.expiresAt())));
            case GateEvent.TurnForgotten forgotten ->
                before.turn().orElseThrow().calls().forEach(call -> forget(call.id()));
            case GateEvent.CallStrayed strayed -> {
                CallState stray = strayed.known().stray().orElseThrow();
                openStray(strayed.known(), stray, after.turn().orElseThrow());
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
                open(after.known().orElseThrow(), came, turn);
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
            case GateEvent.ApprovedByItself approved -> {}
            case GateEvent.VotesVoided voided -> {}
            case GateEvent.HeldAfterAll after -> {}
            case GateEvent.CallEdited edited -> {}
            case GateEvent.CallClaimed claimed -> {}
            case GateEvent.CallUnclaimed unclaimed -> {}
            case GateEvent.CallCommented commented -> {}
            case GateEvent.PeopleNudged nudged -> {}
            case GateEvent.GrantMade made -> outbox.grantMade(made.grant());
            case GateEvent.GrantUsed used -> stores.controls().use(used.grant()).ifPresent(outbox::grant);
            case GateEvent.CallStarted started -> {}
            case GateEvent.ToolChanged toolChanged ->
                tools.entry(toolChanged.callId())
                        .ifPresent(entry -> change(event.callId(), was -> Card.describedBy(was, entry)));
            case GateEvent.CallReleased released -> {
                stores.released().add(key(released.callId()));
                outbox.approved(card, released);
            }
            case GateEvent.CallClosed closed -> close(card, closed.reason(), closed.decidedBy(), closed.at());
            case GateEvent.ResultTaken taken -> stores.released().remove(key(taken.callId()));
            case GateEvent.WatchProlonged prolonged -> {}
            case GateEvent.CallUnanswered unanswered -> {
                stores.released().remove(key(unanswered.callId()));
                outbox.result(unanswered.result());
            }
            case GateEvent.LateResultTaken taken -> {}
            case GateEvent.CallSettled settled -> {}
        }
    }

    private void openStray(KnownCall known, CallState stray, TurnState turn) {
        PolicyVerdict verdict = now.verdict(stray.id());
        Considered considered = new Considered(
                now.controls().killSwitch().mode(),
                verdict.rule(),
                verdict.policyVersion(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        open(known, new GateEvent.CallCame(stray, known.content(), considered), turn);
    }

    private void open(KnownCall known, GateEvent.CallCame came, TurnState turn) {
        CallState call = came.call();
        Approval card = CardOpening.opened(proposal(), came, now, turn.expiresAt());
        Approval described = tools.entry(call.id())
                .map(entry -> Card.evaluatedWith(card, entry))
                .orElse(card);
        changed.put(call.id(), StoredCall.of(known, described));
        if (call.phase() instanceof CallPhase.Closed closed) {
            close(described, closed.reason(), closed.decidedBy(), closed.at());
        }
    }

    private GateCommand.Propose proposal() {
        if (command instanceof GateCommand.Propose propose) {
            return propose;
        }
        throw new IllegalStateException("a call comes by a request alone");
    }

    private void close(Approval card, RejectedCall.Reason reason, Optional<Decider> by, Instant at) {
        outbox.rejected(card, reason, by, at);
        refusal(card)
                .ifPresent(refusal -> refusedArguments(card)
                        .forEach(digest -> stores.refusals().add(card.conversationId(), card.tool(), digest, refusal)));
    }

    /** That a call was refused, so that the same is not asked again; not that it was refused for that very reason. */
    private static Optional<PastRefusal> refusal(Approval card) {
        boolean askedAgain =
                card.decidedBy().filter(by -> by.via().equals("gate")).isPresent();
        return switch (card.status()) {
            case REJECTED, DENIED -> {
                if (askedAgain) {
                    yield Optional.empty();
                }
                RejectedCall.Reason reason = card.reason().orElseThrow();
                yield Optional.of(new PastRefusal(
                        card.callId(),
                        card.promptId(),
                        reason.kind(),
                        reason.message(),
                        card.decidedBy(),
                        card.decidedAt().orElseThrow()));
            }
            case PENDING,
                    CLAIMED,
                    APPROVED,
                    RUNNING,
                    SUCCEEDED,
                    FAILED,
                    REFUSED,
                    UNKNOWN,
                    EXPIRED,
                    WITHDRAWN,
                    INVALID,
                    ANSWERED,
                    SIBLING_REJECTED -> Optional.empty();
        };
    }

    /** What the model proposed and, after an edit, what people saw of it last. */
    private static Set<Digest> refusedArguments(Approval card) {
        Set<Digest> digests = new LinkedHashSet<>(Set.of(card.argumentsDigest()));
        card.originalArguments().map(CanonicalJson::digest).ifPresent(digests::add);
        return digests;
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
        stores.call(key(id)).map(StoredCall::card).ifPresent(this::forgetRefusal);
        stores.deleteCall(key(id));
        outbox.forgotten(key(id));
    }

    private void forgetRefusal(Approval card) {
        refusal(card)
                .ifPresent(refusal -> refusedArguments(card)
                        .forEach(digest ->
                                stores.refusals().remove(card.conversationId(), card.tool(), digest, refusal)));
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
