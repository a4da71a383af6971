package dev.countersign.approval.control;

import dev.countersign.contract.event.Decider;
import dev.countersign.contract.json.Digest;

/**
 * The policy that holds in a partition.
 *
 * @param version digest of the text's UTF-8 bytes
 * @param text the file
 * @param by who activated it, at the broker's time
 */
public record ActivePolicy(Digest version, String text, Decider by) {}
