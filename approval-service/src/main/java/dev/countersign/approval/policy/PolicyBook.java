package dev.countersign.approval.policy;

import dev.countersign.approval.control.ActivePolicy;
import dev.countersign.approval.gate.HoldTerms;
import dev.countersign.approval.gate.PolicyVerdict;
import dev.countersign.contract.json.Digest;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policies that this instance knows: that of its own file, and those that partitions of the gate have activated,
 * each read once.
 */
public final class PolicyBook {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyBook.class);
    private static final int KEPT = 16;

    /** Says what a policy says about calls. */
    @FunctionalInterface
    public interface Judge {
        PolicyVerdict verdict(PolicyQuestion question);
    }

    private volatile Policy own;
    private final Map<Digest, Judge> read = new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, Judge> eldest) {
            return size() > KEPT;
        }
    };

    public PolicyBook(Policy own) {
        this.own = own;
    }

    /** The policy of this instance's file, as it was last understood. */
    public Policy own() {
        return own;
    }

    /** The file has another policy from now on. */
    public void replaceOwn(Policy policy) {
        own = policy;
    }

    /** What holds where a policy is active; where none is yet, that of the file. */
    public Judge judge(Optional<ActivePolicy> active) {
        return active.map(this::judge).orElseGet(() -> own()::verdict);
    }

    private Judge judge(ActivePolicy active) {
        Policy mine = own();
        if (active.version().equals(mine.version())) {
            return mine::verdict;
        }
        synchronized (read) {
            return read.computeIfAbsent(active.version(), version -> read(active));
        }
    }

    private static Judge read(ActivePolicy active) {
        try {
            return PolicyFile.parse(
                    active.text().getBytes(StandardCharsets.UTF_8),
                    active.version().value())::verdict;
        } catch (PolicyFileException unreadable) {
            // An instance of another version activated it; what is not understood lets nothing through.
            LOG.error("event=active-policy-unreadable version={}", active.version(), unreadable);
            String error = "the active policy is not understood by this instance";
            return question -> new PolicyVerdict.Hold(
                    Policy.DEFAULT_RULE, active.version(), HoldTerms.DEFAULT, error, Optional.of(error));
        }
    }
}
