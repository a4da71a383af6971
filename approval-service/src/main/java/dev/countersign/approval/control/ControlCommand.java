package dev.countersign.approval.control;

import dev.countersign.contract.event.Decider;
import dev.countersign.contract.event.SwitchMode;
import dev.countersign.contract.id.Identifiers;
import dev.countersign.contract.json.Digest;
import java.util.Optional;

/** A change of what holds for every conversation: one record for each partition of the gate, the same in all. */
public sealed interface ControlCommand {

    /** In UTF-16 code units. */
    int MAX_REASON = 2_000;

    /** The longest text of a policy, in UTF-16 code units. */
    int MAX_POLICY = 512 * 1024;

    /** The same in every partition; each answers it once. */
    String id();

    /**
     * The kill switch is set.
     *
     * @param by who, at the time of the edge; each partition keeps the broker's time
     * @param reason why, 1 to {@value #MAX_REASON} characters
     */
    record SetSwitch(String id, SwitchMode mode, Decider by, String reason) implements ControlCommand {
        public SetSwitch {
            requireId(id);
            requireReason(reason);
        }
    }

    /** A grant was made in the partition of its call, and holds in all. */
    record MakeGrant(String id, Grant grant) implements ControlCommand {
        public MakeGrant {
            requireId(id);
        }
    }

    /**
     * A grant is taken back.
     *
     * @param reason why, at most {@value #MAX_REASON} characters
     */
    record RevokeGrant(String id, String grantId, Decider by, Optional<String> reason) implements ControlCommand {
        public RevokeGrant {
            requireId(id);
            requireId(grantId);
            reason.ifPresent(ControlCommand::requireReason);
        }
    }

    /**
     * A policy holds from now on.
     *
     * @param version digest of the text's UTF-8 bytes
     * @param text the file, at most {@value #MAX_POLICY} characters
     * @param replaces the version that it takes the place of; where another holds, it changes nothing; absent: whatever
     *     holds
     */
    record ActivatePolicy(String id, Digest version, String text, Optional<Digest> replaces, Decider by)
            implements ControlCommand {
        public ActivatePolicy {
            requireId(id);
            if (text.length() > MAX_POLICY) {
                throw new IllegalArgumentException("a policy has at most " + MAX_POLICY + " characters");
            }
            if (!version.equals(Digest.ofText(text))) {
                throw new IllegalArgumentException("the version of a policy is the digest of its text");
            }
        }
    }

    private static void requireId(String id) {
        if (!Identifiers.isValid(id)) {
            throw new IllegalArgumentException("an id has 1 to 128 characters of A-Z a-z 0-9 . _ : -");
        }
    }

    private static void requireReason(String reason) {
        if (reason.isBlank() || reason.length() > MAX_REASON) {
            throw new IllegalArgumentException("a reason has 1 to " + MAX_REASON + " characters");
        }
    }
}
