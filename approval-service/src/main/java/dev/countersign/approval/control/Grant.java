package dev.countersign.approval.control;

import dev.countersign.contract.event.Decider;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.Identifiers;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.Digest;
import java.time.Instant;
import java.util.Optional;

/**
 * A person's word that calls like one they approved need not be asked about again, for a while.
 *
 * @param id unique
 * @param toolDigest the catalogue entry that was shown; a tool that has changed is asked about again
 * @param rule the rule of the policy that held the call; calls that another rule holds are asked about
 * @param pattern what the arguments must be
 * @param conversation whose calls it covers; there exactly when {@code requester} is not
 * @param requester whose calls it covers, where they are proven to ask
 * @param expiresAt from then on it covers nothing
 * @param usesLeft how many more calls it covers; there exactly for one conversation
 * @param madeBy who gave it
 * @param madeOn the call that they approved with it
 */
public record Grant(
        String id,
        ToolName tool,
        Digest toolDigest,
        String rule,
        GrantPattern pattern,
        Optional<ConversationId> conversation,
        Optional<String> requester,
        Instant expiresAt,
        Optional<Integer> usesLeft,
        Decider madeBy,
        CallKey madeOn) {

    public Grant {
        if (!Identifiers.isValid(id)) {
            throw new IllegalArgumentException("the id of a grant has 1 to 128 characters of A-Z a-z 0-9 . _ : -");
        }
        if (conversation.isPresent() == requester.isPresent()) {
            throw new IllegalArgumentException("a grant is for a conversation or for a requester");
        }
        if (usesLeft.isPresent() != conversation.isPresent()) {
            throw new IllegalArgumentException("uses are counted exactly where a grant is for a conversation");
        }
        if (usesLeft.filter(uses -> uses < 0).isPresent()) {
            throw new IllegalArgumentException("a grant is not used more often than it may be");
        }
    }

    /**
     * A call as a grant looks at it.
     *
     * @param provenRequester who asked; absent where it is only claimed
     */
    public record Candidate(
            ConversationId conversation,
            ToolName tool,
            Digest toolDigest,
            String rule,
            CanonicalJson arguments,
            Optional<String> provenRequester) {}

    /** Whether the call needs no person. */
    public boolean covers(Candidate call, Instant now) {
        return now.isBefore(expiresAt)
                && usesLeft.orElse(1) > 0
                && tool.equals(call.tool())
                && toolDigest.equals(call.toolDigest())
                && rule.equals(call.rule())
                && conversation.map(call.conversation()::equals).orElse(true)
                && (requester.isEmpty() || requester.equals(call.provenRequester()))
                && pattern.matches(call.arguments());
    }

    /** The same grant after one use. */
    public Grant used() {
        return new Grant(
                id,
                tool,
                toolDigest,
                rule,
                pattern,
                conversation,
                requester,
                expiresAt,
                usesLeft.map(uses -> uses - 1),
                madeBy,
                madeOn);
    }
}
