package dev.countersign.approval.gate;

import dev.countersign.approval.control.Controls;
import dev.countersign.approval.control.SwitchSetting;
import dev.countersign.contract.event.Decider;
import dev.countersign.contract.event.PastRefusal;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.json.CanonicalJson;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the gate cannot know from its own state when it decides.
 *
 * @param time the broker's append time of the command, or the clock's where time itself is the command
 * @param considerations of the call that is proposed, or of every held call of the turn that is approved in
 * @param edit what is known of the arguments that are to take the place of others; there exactly for an edit
 * @param arguments of calls that the gate speaks of: those that are approved with a grant, and edited ones that nobody
 *     reports on
 * @param requesterProven whether the call that is proposed was asked for by who it says
 * @param refusals of the same tool and arguments in this conversation
 * @param ended who ended the conversation, if somebody did
 * @param listeningSince since when the gate reads what executors report; a silence before that says nothing
 */
public record Circumstances(
        Instant time,
        Map<CallId, Consideration> considerations,
        Optional<Consideration> edit,
        Map<CallId, CanonicalJson> arguments,
        boolean requesterProven,
        Controls controls,
        List<PastRefusal> refusals,
        Optional<Decider> ended,
        Terms terms,
        Instant listeningSince) {

    public Circumstances {
        considerations = Map.copyOf(considerations);
        arguments = Map.copyOf(arguments);
        refusals = List.copyOf(refusals);
    }

    /** What catalogue and policy say about some arguments now. */
    public record Consideration(Offer offer, PolicyVerdict verdict) {}

    Consideration consideration(CallId call) {
        Consideration consideration = considerations.get(call);
        if (consideration == null) {
            throw new IllegalStateException("nothing was looked up for call " + call);
        }
        return consideration;
    }

    /** The same where the arguments that took the place of a call's are its own. */
    Circumstances afterEdit(CallId call) {
        Map<CallId, Consideration> edited = new HashMap<>(considerations);
        edited.put(call, edit.orElseThrow());
        return new Circumstances(
                time,
                edited,
                Optional.empty(),
                arguments,
                requesterProven,
                controls,
                refusals,
                ended,
                terms,
                listeningSince);
    }

    Offer offer(CallId call) {
        return consideration(call).offer();
    }

    /** What the policy says about a call that was looked up. */
    public PolicyVerdict verdict(CallId call) {
        return consideration(call).verdict();
    }

    CanonicalJson arguments(CallId call) {
        CanonicalJson found = arguments.get(call);
        if (found == null) {
            throw new IllegalStateException("the arguments of call " + call + " were not looked up");
        }
        return found;
    }

    SwitchSetting killSwitch() {
        return controls.killSwitch();
    }
}
