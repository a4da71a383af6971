package dev.countersign.approval.gate;

import dev.countersign.contract.event.CatalogEntry.Annotations;
import dev.countersign.contract.json.Digest;
import java.time.Duration;

/** What the catalogue says about a call's tool, now and for its very arguments. */
public sealed interface Offer {

    /**
     * The tool is there and the arguments fit its schema.
     *
     * @param toolDigest of the catalogue entry
     * @param executor who owns the tool
     * @param annotations the tool's behaviour hints
     * @param longestRun from a call's first start to its outcome
     */
    record Fits(Digest toolDigest, String executor, Annotations annotations, Duration longestRun) implements Offer {}

    /** The tool is there, but the arguments do not fit its schema; the message says where. */
    record Unfit(Digest toolDigest, String message) implements Offer {

        public Unfit {
            message = Reasons.cut(message);
        }
    }

    /** No trusted executor offers a tool of this name. */
    record Gone(String message) implements Offer {}
}
