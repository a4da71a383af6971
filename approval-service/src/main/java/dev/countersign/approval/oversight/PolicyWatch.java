package dev.countersign.approval.oversight;

import dev.countersign.approval.policy.Policy;
import dev.countersign.approval.policy.PolicyBook;
import dev.countersign.approval.policy.PolicyFile;
import dev.countersign.approval.policy.PolicyFileException;
import dev.countersign.approval.policy.PolicyProblem;
import dev.countersign.contract.json.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at this instance's policy file again and again. What it says is compared, not when it was written, so that a
 * swapped link counts like a saved file. A change counts when two looks in a row have found the same: a file that is
 * still being written is not taken for a shorter policy.
 */
final class PolicyWatch {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyWatch.class);

    /**
     * How the file stands.
     *
     * @param since when it came to stand so
     * @param problems why what it says now is not used; none where it is
     */
    record Status(Instant since, List<PolicyProblem> problems) {
        Status {
            problems = List.copyOf(problems);
        }

        boolean isGood() {
            return problems.isEmpty();
        }
    }

    /** The file has another policy. */
    interface Listener {
        void replaced(Policy before, Policy now);

        void refused(List<PolicyProblem> problems);
    }

    /** What a look found: absent where there was nothing to read. */
    private record Found(Optional<Digest> digest) {}

    private final Path file;
    private final PolicyBook book;
    private final Listener listener;
    private final InstantSource clock;
    private Found seen;
    private Found settled;
    private volatile Status status;

    PolicyWatch(Path file, PolicyBook book, Listener listener, InstantSource clock) {
        this.file = file;
        this.book = book;
        this.listener = listener;
        this.clock = clock;
        this.seen = new Found(Optional.of(book.own().version()));
        this.settled = seen;
        this.status = new Status(clock.instant(), List.of());
    }

    Status status() {
        return status;
    }

    /** Takes one look. */
    synchronized void look() {
        Optional<byte[]> content = content();
        Found found = new Found(content.map(Digest::of));
        boolean stable = found.equals(seen);
        seen = found;
        if (stable && !found.equals(settled)) {
            settled = found;
            content.ifPresentOrElse(this::take, () -> refuse(List.of(problem("the file cannot be read"))));
        }
    }

    private Optional<byte[]> content() {
        try (InputStream in = Files.newInputStream(file)) {
            return Optional.of(in.readNBytes(PolicyFile.MAX_BYTES + 1));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void take(byte[] content) {
        try {
            accept(PolicyFile.parse(content, file.toString()));
        } catch (PolicyFileException unusable) {
            refuse(unusable.problems());
        }
    }

    private void accept(Policy policy) {
        Policy before = book.own();
        status = new Status(clock.instant(), List.of());
        LOG.info("event=policy-file-read file={} version={}", file, policy.version());
        if (!policy.version().equals(before.version())) {
            book.replaceOwn(policy);
            listener.replaced(before, policy);
        }
    }

    private void refuse(List<PolicyProblem> problems) {
        status = new Status(clock.instant(), problems);
        for (PolicyProblem problem : problems) {
            LOG.error(
                    "event=policy-file-refused file={} line={} column={} kept={} problem=\"{}\"",
                    file,
                    problem.line(),
                    problem.column(),
                    book.own().version(),
                    problem.message());
        }
        listener.refused(problems);
    }

    private static PolicyProblem problem(String message) {
        return new PolicyProblem(1, 1, message);
    }
}
