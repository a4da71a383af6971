package dev.countersign.approval.gate;

import dev.countersign.contract.event.PastRefusal;
import dev.countersign.contract.event.SwitchMode;
import dev.countersign.contract.json.Digest;
import java.util.Optional;

/**
 * What the gate went by when a call came, for the record.
 *
 * @param rule of the policy
 * @param error why a condition could not be evaluated
 * @param because why a person is asked; there exactly where one is
 * @param hold what is asked of people; there exactly where the call is held
 * @param grant the id of the grant that covers it
 * @param refusedBefore that the same call was refused before
 */
public record Considered(
        SwitchMode switchMode,
        String rule,
        Digest policyVersion,
        Optional<String> error,
        Optional<String> because,
        Optional<HoldTerms> hold,
        Optional<String> grant,
        Optional<PastRefusal> refusedBefore) {}
