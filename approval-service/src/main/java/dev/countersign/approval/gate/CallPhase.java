package dev.countersign.approval.gate;

import dev.countersign.contract.event.Decider;
import dev.countersign.contract.event.RejectedCall;
import dev.countersign.contract.json.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a call is on its way; each has the steps that lead on from it, and no others. */
public sealed interface CallPhase {

    /** Waits for a person or, once it has its votes, for the rest of its turn. */
    record Held(List<Decider> votes) implements CallPhase {

        private static final int MAX_VOTES = 64;

        static final Held UNDECIDED = new Held(List.of());

        public Held {
            votes = List.copyOf(votes);
        }

        boolean hasItsVotes() {
            return !votes.isEmpty();
        }

        /** One vote of each person, and of no more people than a small value can hold. */
        boolean takesVoteOf(String name) {
            return votes.size() < MAX_VOTES && votes.stream().map(Decider::name).noneMatch(name::equals);
        }

        Held withVote(Decider voter) {
            return new Held(Stream.concat(votes.stream(), Stream.of(voter)).toList());
        }

        Released release(String executor, Instant at, Instant watchUntil) {
            return new Released(votes, executor, at, watchUntil);
        }

        Closed close(RejectedCall.Reason reason, Optional<Decider> decidedBy, Instant at) {
            return new Closed(reason, decidedBy, at);
        }
    }

    /**
     * Signed and handed to its executor; no result yet.
     *
     * @param watchUntil when its executor has been silent for too long
     */
    record Released(List<Decider> approvedBy, String executor, Instant at, Instant watchUntil) implements CallPhase {

        public Released {
            approvedBy = List.copyOf(approvedBy);
        }

        Released watchedUntil(Instant later) {
            return new Released(approvedBy, executor, at, later);
        }

        Finished finish(Digest result, Instant resultAt) {
            return new Finished(approvedBy, executor, at, result, resultAt, Optional.empty());
        }
    }

    /**
     * Has its result.
     *
     * @param result digest of the result that counts
     * @param late digest of the one that came after it
     */
    record Finished(
            List<Decider> approvedBy,
            String executor,
            Instant releasedAt,
            Digest result,
            Instant at,
            Optional<Digest> late)
            implements CallPhase {

        public Finished {
            approvedBy = List.copyOf(approvedBy);
        }

        Finished withLate(Digest another) {
            return new Finished(approvedBy, executor, releasedAt, result, at, Optional.of(another));
        }

        boolean knows(Digest some) {
            return result.equals(some) || late.filter(some::equals).isPresent();
        }
    }

    /** Will never run. */
    record Closed(RejectedCall.Reason reason, Optional<Decider> decidedBy, Instant at) implements CallPhase {}
}
