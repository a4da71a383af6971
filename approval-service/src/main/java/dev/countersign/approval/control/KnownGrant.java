package dev.countersign.approval.control;

import java.time.Instant;

/** What a partition knows of a grant's id until the grant expires; after that, nothing. */
public sealed interface KnownGrant {

    /** When nothing is known of it any more. */
    Instant expiresAt();

    /** It holds, though it may be used up. */
    record Holding(Grant grant) implements KnownGrant {

        @Override
        public Instant expiresAt() {
            return grant.expiresAt();
        }
    }

    /** It was taken back: the same id never holds again. */
    record Revoked(Instant expiresAt) implements KnownGrant {}
}
