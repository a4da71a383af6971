package dev.countersign.approval.policy;

import dev.countersign.approval.gate.HoldTerms;
import java.time.Duration;
import java.util.Optional;

/** What a rule says about the calls that it matches. */
public sealed interface Effect {

    /**
     * They run by themselves.
     *
     * @param validity from the release to the last instant of a first start; absent: the gate's own
     */
    record Approve(Optional<Duration> validity) implements Effect {}

    /**
     * They do not run.
     *
     * @param message what the model is told
     */
    record Deny(String message) implements Effect {}

    /** People decide, on these terms. */
    record Hold(HoldTerms terms) implements Effect {}
}
