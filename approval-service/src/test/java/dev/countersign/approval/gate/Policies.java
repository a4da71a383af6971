package dev.countersign.approval.gate;

import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.Digest;
import java.util.Optional;

/** Policies that say something else about each of the arguments 0 to 6, each policy another. */
final class Policies {

    static final int KINDS = 12;

    private int version;

    Policies(int version) {
        this.version = version;
    }

    void activate(int next) {
        version = next;
    }

    PolicyVerdict verdict(CanonicalJson arguments) {
        int days = ((Number) arguments.members().getOrDefault("last_n_days", 0)).intValue();
        Digest digest = Digest.ofText("policy " + version);
        return switch ((days + version) % KINDS) {
            case 0, 6, 9 -> new PolicyVerdict.Approve("approve", digest, Rules.ANYONE);
            case 1 -> new PolicyVerdict.Deny("deny", digest, "never");
            case 2 -> new PolicyVerdict.Hold("two", digest, Rules.TWO_OF_OPS, "dear", Optional.empty());
            case 3, 8 -> new PolicyVerdict.Hold("plain", digest, Rules.PLAIN, "as asked", Optional.of("no such field"));
            case 4 -> new PolicyVerdict.Hold("chiefs", digest, Rules.CHIEFS, "very dear", Optional.empty());
            default -> new PolicyVerdict.Hold("anyone", digest, Rules.ANYONE, "no rule matches", Optional.empty());
        };
    }
}
