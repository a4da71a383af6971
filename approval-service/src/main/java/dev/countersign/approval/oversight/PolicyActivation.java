package dev.countersign.approval.oversight;

import dev.countersign.approval.command.ControlReplies;
import dev.countersign.approval.command.ControlSender;
import dev.countersign.approval.control.ActivePolicy;
import dev.countersign.approval.control.ControlCommand.ActivatePolicy;
import dev.countersign.approval.control.ControlOutcome;
import dev.countersign.approval.policy.Policy;
import dev.countersign.approval.policy.PolicyBook;
import dev.countersign.approval.policy.PolicyProblem;
import dev.countersign.approval.trust.InstanceConfig;
import dev.countersign.approval.trust.PolicyConfig;
import dev.countersign.contract.event.Decider;
import dev.countersign.contract.json.Digest;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the policy of this instance's file the active one: at the start whatever is active, later in place of what the
 * file said before. Where another instance was first with another file, its policy stays, and that is said.
 */
@Singleton
final class PolicyActivation implements PolicyWatch.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyActivation.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final InstanceConfig instance;
    private final PolicyConfig config;
    private final PolicyBook book;
    private final ControlSender sender;
    private final ControlsView view;
    private final MeterRegistry metrics;
    private final PolicyWatch watch;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("policy-watch").factory());
    /** One activation after the other, in the order of the file's changes. */
    private final ExecutorService activations = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("policy-activation").factory());

    @Inject
    PolicyActivation(
            InstanceConfig instance,
            PolicyConfig config,
            PolicyBook book,
            ControlSender sender,
            ControlsView view,
            MeterRegistry metrics) {
        this.instance = instance;
        this.config = config;
        this.book = book;
        this.sender = sender;
        this.view = view;
        this.metrics = metrics;
        this.watch = new PolicyWatch(config.file(), book, this, InstantSource.system());
        metrics.gauge(
                "countersign.policy.file.problems",
                watch,
                seen -> seen.status().problems().size());
    }

    void onStart(@Observes StartupEvent event) {
        CompletableFuture<Void> _ = view.caughtUp().thenRunAsync(this::activateAtStart, activations);
        long every = config.reloadInterval().toMillis();
        ScheduledFuture<?> _ = clock.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
    }

    void onStop(@Observes ShutdownEvent event) {
        clock.shutdownNow();
        activations.shutdownNow();
    }

    /** How this instance's file stands. */
    PolicyWatch.Status status() {
        return watch.status();
    }

    Path file() {
        return config.file();
    }

    private void look() {
        try {
            watch.look();
        } catch (RuntimeException e) {
            // The next look comes all the same; without this, none would.
            LOG.error("event=policy-look-failed file={}", config.file(), e);
        }
    }

    @Override
    public void replaced(Policy before, Policy now) {
        count("good");
        activations.execute(() -> activate(now, Optional.of(before.version())));
    }

    @Override
    public void refused(List<PolicyProblem> problems) {
        count("bad");
    }

    private void count(String outcome) {
        metrics.counter("countersign.policy.reloads", "outcome", outcome).increment();
    }

    private void activateAtStart() {
        Policy policy = book.own();
        boolean active = view.all().stream()
                .allMatch(partition -> partition
                        .policy()
                        .map(ActivePolicy::version)
                        .filter(policy.version()::equals)
                        .isPresent());
        if (!active) {
            activate(policy, Optional.empty());
        }
    }

    private void activate(Policy policy, Optional<Digest> replaces) {
        ControlReplies replies = send(policy, replaces);
        // What the broker never had, no partition will ever apply; and what the file says next would not replace it.
        while (!replies.isWritten() && pause()) {
            replies = send(policy, replaces);
        }
        SortedMap<Integer, ControlOutcome> outcomes = replies.soFar();
        outcomes.forEach((partition, outcome) -> report(policy, partition, outcome));
        if (outcomes.size() < view.all().size()) {
            LOG.warn(
                    "event=policy-activation-incomplete version={} missing={}",
                    policy.version(),
                    ControlReplies.missing(outcomes));
        }
    }

    private ControlReplies send(Policy policy, Optional<Digest> replaces) {
        Decider by = new Decider(instance.name(), Instant.now(), "policy");
        ControlReplies replies = sender.sendControl(
                new ActivatePolicy(UUID.randomUUID().toString(), policy.version(), policy.text(), replaces, by));
        replies.await(LONGEST_WAIT);
        return replies;
    }

    private static boolean pause() {
        LOG.warn("event=policy-activation-not-written");
        try {
            Thread.sleep(RETRY_AFTER);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void report(Policy policy, int partition, ControlOutcome outcome) {
        switch (outcome) {
            case ControlOutcome.Applied applied -> {}
            case ControlOutcome.Refused refused ->
                LOG.error(
                        "event=policy-not-activated partition={} version={} reason={} problem=\"{}\"",
                        partition,
                        policy.version(),
                        refused.kind(),
                        refused.message());
        }
    }
}
