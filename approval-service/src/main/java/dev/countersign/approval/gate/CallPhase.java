package dev.countersign.approval.gate;

import dev.countersign.contract.event.Claim;
import dev.countersign.contract.event.Decider;
import dev.countersign.contract.event.RejectedCall;
import dev.countersign.contract.event.Settlement;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a call is on its way; each has the steps that lead on from it, and no others. */
public sealed interface CallPhase {

    /**
     * Waits for people or, once it is approved, for the rest of its turn.
     *
     * @param under what is asked of people
     * @param votes people's approvals, in the order in which they came
     * @param byItself the approval of the policy or of a grant, which needs no people
     */
    record Held(HoldUnder under, List<Decider> votes, Optional<ByItself> byItself, Optional<Claim> claim, Nudged nudged)
            implements CallPhase {

        private static final int MAX_VOTES = 64;

        public Held {
            votes = List.copyOf(votes);
        }

        /** Nobody has decided. */
        static Held undecided(HoldUnder under) {
            return new Held(under.withoutTexts(), List.of(), Optional.empty(), Optional.empty(), Nudged.NEVER);
        }

        boolean isApproved() {
            return byItself.isPresent() || votes.size() >= under.needed();
        }

        boolean isUntouched() {
            return votes.isEmpty() && byItself.isEmpty();
        }

        List<Decider> approvedBy() {
            return Stream.concat(byItself.map(ByItself::by).stream(), votes.stream())
                    .toList();
        }

        /** One vote of each person, and of no more people than a small value can hold. */
        boolean takesVoteOf(String name) {
            return votes.size() < MAX_VOTES && votes.stream().map(Decider::name).noneMatch(name::equals);
        }

        Held withVote(Decider voter) {
            return new Held(
                    under, Stream.concat(votes.stream(), Stream.of(voter)).toList(), byItself, claim, nudged);
        }

        Held withoutVotes() {
            return new Held(under, List.of(), byItself, claim, nudged);
        }

        Held approvedByItself(ByItself approval) {
            return new Held(under, votes, Optional.of(approval), claim, nudged);
        }

        Held heldAfterAll() {
            return new Held(under, votes, Optional.empty(), claim, nudged);
        }

        Held claimed(Optional<Claim> by) {
            return new Held(under, votes, byItself, by, nudged);
        }

        Held nudged(Nudged next) {
            return new Held(under, votes, byItself, claim, next);
        }

        /** Under what another rule asks, of other arguments or of another tool; nothing that was voted counts. */
        Held anewUnder(HoldUnder next) {
            return new Held(next.withoutTexts(), List.of(), Optional.empty(), claim, nudged.anewUnder(under, next));
        }

        /** When time alone changes something here next, but for the expiry of the turn. */
        Optional<Instant> nudgeAt(Instant expiresAt) {
            Optional<Instant> lapses = claim.map(Claim::until);
            Optional<Instant> nudge = isApproved() ? Optional.empty() : nudged.nextAt(under, expiresAt);
            return Stream.of(lapses, nudge).flatMap(Optional::stream).min(Instant::compareTo);
        }

        Released release(List<Decider> approvedBy, String executor, Instant at, Instant watchUntil) {
            return new Released(approvedBy, executor, at, watchUntil, Optional.empty());
        }

        Closed close(RejectedCall.Reason reason, Optional<Decider> decidedBy, Instant at) {
            return Closed.of(reason, decidedBy, at);
        }
    }

    /** An approval that needs no people: the policy's, or the one of whoever gave the grant. */
    record ByItself(Decider by, Optional<String> grant) {}

    /**
     * Signed and handed to its executor; no result yet.
     *
     * @param watchUntil when its executor has been silent for too long
     * @param late digest of a report that leaves the word to another: one by an instance that has lost the call, while
     *     the one that has it does not know yet what became of it
     */
    record Released(List<Decider> approvedBy, String executor, Instant at, Instant watchUntil, Optional<Digest> late)
            implements CallPhase {

        public Released {
            approvedBy = List.copyOf(approvedBy);
        }

        Released watchedUntil(Instant later) {
            return new Released(approvedBy, executor, at, later, late);
        }

        Released withLate(Digest another) {
            return new Released(approvedBy, executor, at, watchUntil, Optional.of(another));
        }

        Finished finish(ToolResult result, Instant resultAt) {
            return new Finished(
                    approvedBy,
                    executor,
                    at,
                    Results.digest(result),
                    resultAt,
                    late,
                    result.status() == ToolResult.Status.UNKNOWN
                            ? Optional.of(new Doubt(Optional.empty()))
                            : Optional.empty());
        }
    }

    /**
     * Has its result.
     *
     * @param result digest of the result that counts
     * @param late digest of another that does not count
     * @param doubt there exactly where nobody could tell what became of the call
     */
    record Finished(
            List<Decider> approvedBy,
            String executor,
            Instant releasedAt,
            Digest result,
            Instant at,
            Optional<Digest> late,
            Optional<Doubt> doubt)
            implements CallPhase {

        public Finished {
            approvedBy = List.copyOf(approvedBy);
        }

        Finished withLate(Digest another) {
            return new Finished(approvedBy, executor, releasedAt, result, at, Optional.of(another), doubt);
        }

        Finished settled(Settlement settlement) {
            Doubt none = new Doubt(Optional.of(Settled.of(settlement)));
            return new Finished(approvedBy, executor, releasedAt, result, at, late, Optional.of(none));
        }

        Optional<Settled> settled() {
            return doubt.flatMap(Doubt::settled);
        }

        /** When the last word on it was said, but for a late result. */
        Instant lastAt() {
            return settled().map(settled -> settled.by().at()).orElse(at);
        }

        boolean knows(Digest some) {
            return result.equals(some) || late.filter(some::equals).isPresent();
        }
    }

    /** Nobody could tell what became of a call; an admin may have found out. */
    record Doubt(Optional<Settled> settled) {}

    /**
     * What an admin found out.
     *
     * @param content digest of the output or the reason, which may be long and is on the card
     */
    record Settled(Settlement.Outcome outcome, Digest content, Decider by) {

        static Settled of(Settlement settlement) {
            String content = settlement
                    .output()
                    .map(CanonicalJson::text)
                    .or(settlement::reason)
                    .orElseThrow();
            return new Settled(settlement.outcome(), Digest.ofText(content), settlement.by());
        }

        /** Whether the same person says the same once more. */
        boolean isSaidAgainBy(Settlement settlement) {
            Settled other = of(settlement);
            return other.outcome() == outcome
                    && other.content().equals(content)
                    && other.by().name().equals(by.name());
        }
    }

    /**
     * Will never run.
     *
     * @param reason why; of an answer, which may be long and is on the card, without its text
     * @param answer digest of the answer in the tool's place
     */
    record Closed(RejectedCall.Reason reason, Optional<Digest> answer, Optional<Decider> decidedBy, Instant at)
            implements CallPhase {

        static Closed of(RejectedCall.Reason reason, Optional<Decider> decidedBy, Instant at) {
            return reason.kind() == RejectedCall.Kind.ANSWERED
                    ? new Closed(
                            new RejectedCall.Reason(reason.kind(), Optional.empty(), reason.cause()),
                            reason.message().map(Digest::ofText),
                            decidedBy,
                            at)
                    : new Closed(reason, Optional.empty(), decidedBy, at);
        }

        boolean isAnswer(String text) {
            return answer.filter(Digest.ofText(text)::equals).isPresent();
        }
    }
}
