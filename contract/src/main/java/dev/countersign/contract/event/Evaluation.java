package dev.countersign.contract.event;

import dev.countersign.contract.json.Digest;
import java.time.Instant;
import java.util.Optional;

/**
 * What the gate went by when a call came: enough, with the request itself, to ask another policy the same question.
 *
 * @param at when the broker took the request
 * @param switchMode the kill switch
 * @param rule the rule of the policy that matched
 * @param policyVersion digest of the policy
 * @param toolDigest of the catalogue entry; absent for an unknown tool
 * @param annotations the tool's behaviour hints; absent for an unknown tool
 * @param origin who says that it wrote the request ({@code ce_source}); a claim
 * @param grant the id of the grant that matched
 * @param error why a condition could not be evaluated
 */
public record Evaluation(
        Instant at,
        SwitchMode switchMode,
        String rule,
        Digest policyVersion,
        Optional<Digest> toolDigest,
        Optional<CatalogEntry.Annotations> annotations,
        Optional<String> origin,
        Optional<String> grant,
        Optional<String> error) {}
