package dev.countersign.approval.gate;

import dev.countersign.approval.control.Grant;
import dev.countersign.approval.control.GrantPattern;
import dev.countersign.approval.control.GrantWish;
import dev.countersign.approval.gate.Decision.Answered;
import dev.countersign.approval.gate.GateOutcome.Refusal;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.json.CanonicalJson;
import java.util.Optional;

/** A person wants not to be asked again about calls like the one that they approve. */
final class Grants {

    private Grants() {}

    static Optional<Answered> obstacle(
            GateCommand.Asked command, GrantWish wish, CallState call, HoldUnder under, Circumstances now) {
        return objection(wish, call, under, now)
                .map(message -> Outcomes.refused(
                        command, Refusal.GRANT_NOT_ALLOWED, "call " + call.id() + ": " + message, call));
    }

    private static Optional<String> objection(GrantWish wish, CallState call, HoldUnder under, Circumstances now) {
        Optional<HoldTerms.GrantLimits> limits = under.terms().grants();
        if (limits.isEmpty()) {
            return Optional.of("its rule allows no grants");
        }
        if (under.needed() != 1) {
            return Optional.of("what more than one person has to approve, no grant approves");
        }
        if (wish.holdsFor().compareTo(limits.get().longest()) > 0) {
            return Optional.of("its rule allows grants for " + limits.get().longest() + " at most");
        }
        if (wish.uses().filter(uses -> uses > limits.get().uses()).isPresent()) {
            return Optional.of("its rule allows grants of " + limits.get().uses() + " uses at most");
        }
        if (wish.scope() == GrantWish.Scope.REQUESTER && !under.requesterProven()) {
            return Optional.of("its requester is not proven");
        }
        return wish.pattern()
                .filter(pattern -> !pattern.matches(arguments(call, now)))
                .map(misses -> "the pattern does not cover the call itself");
    }

    static Grant made(
            GateCommand.Asked command,
            GrantWish wish,
            CallState call,
            HoldUnder under,
            ConversationId conversation,
            Circumstances now) {
        boolean forConversation = wish.scope() == GrantWish.Scope.CONVERSATION;
        return new Grant(
                command.commandId().toString(),
                call.tool(),
                call.toolDigest().orElseThrow(),
                under.rule(),
                wish.pattern()
                        .orElseGet(
                                () -> GrantPattern.exactly(arguments(call, now).digest())),
                forConversation ? Optional.of(conversation) : Optional.empty(),
                forConversation ? Optional.empty() : under.requester(),
                now.time().plus(wish.holdsFor()),
                wish.uses(),
                command.voter().at(now.time()),
                new CallKey(conversation, call.id()));
    }

    private static CanonicalJson arguments(CallState call, Circumstances now) {
        return now.arguments(call.id());
    }
}
