package dev.countersign.approval.gate;

import dev.countersign.approval.control.GrantWish;
import dev.countersign.contract.event.Verb;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.json.CanonicalJson;
import java.util.List;
import java.util.Optional;

/** What a person said, of one call or of several. */
record Ballot(
        GateCommand.Asked command,
        List<SeenCall> calls,
        Verb verb,
        Optional<CanonicalJson> arguments,
        Optional<String> answer,
        Optional<String> reason,
        Optional<GrantWish> grant) {

    Voter voter() {
        return command.voter();
    }

    /** Of what is said of one call alone. */
    CallId only() {
        return calls.getFirst().callId();
    }

    boolean hasArgumentsOf(CallState call) {
        return arguments
                .map(CanonicalJson::digest)
                .filter(call.argumentsDigest()::equals)
                .isPresent();
    }
}
