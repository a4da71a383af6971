package dev.countersign.executor.execution;

import dev.countersign.executor.tool.ToolRegistry;
import dev.countersign.executor.verification.Verification;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs approved calls: one thread that owns the transactional producer and the group's consumer.
 *
 * <h2>Who may speak for a call</h2>
 *
 * The ledger partition with the number of the call's partition is the only truth. Three rules keep it so, and none of
 * them depends on a clock:
 *
 * <ol>
 *   <li><b>The owner of a partition starts calls.</b> Every transaction with a new {@code started} or {@code deferred}
 *       entry also commits the partition's position with the group's metadata, after its records are in the log. Where
 *       the group has moved on, the broker refuses it, and the transaction is aborted.
 *   <li><b>The producer that entered an attempt may report its end</b>, even when the partition is another's by now.
 *   <li><b>Whoever declares an attempt of another instance lost fences that instance's producer first</b>, then reads
 *       the ledger to its end, and decides by what stands there. An instance that was fenced starts over as if new:
 *       what it still has to report about a partition that is not its own is published with {@code late: true}.
 * </ol>
 *
 * So of two that could report on one attempt the ledger takes one, and the other finds out before it writes.
 *
 * <h2>The life of a call</h2>
 *
 * <ol>
 *   <li><b>Assignment.</b> A new partition stays paused until its ledger has been read to where its log ended after
 *       the assignment, records of open transactions included. Reading committed records, one gets past those only when
 *       they are decided; a dead owner's are aborted by the broker after the transaction timeout. Other partitions go
 *       on meanwhile. From then on the ledger is followed, since a former owner may still report.
 *   <li><b>Batch.</b> Guards, then the ledger's core; {@code started} and {@code deferred} entries, refusals, dead
 *       letters and offsets are one transaction. Only when its commit has returned, and only while the deadline is ahead
 *       by the monotonic clock, the tools run. A commit that failed or is in doubt runs nothing. The session ends with
 *       it: the next one fences this one's producer, which decides the transaction, restores the ledgers, and takes what
 *       is entered there as certainly not begun up again.
 *   <li><b>End.</b> A tool that ends wakes the thread; result and {@code finished} entry are one transaction. One that
 *       has not ended at its deadline is interrupted. Where the tool is idempotent and attempts are left, the call waits
 *       for its next one, under the same idempotency key; any other gets UNKNOWN. What such a tool still returns is
 *       published as late.
 *   <li><b>Backoff.</b> A call whose tool is idempotent and has timed out, was lost, or has failed in passing, waits in
 *       the ledger, so that whoever owns its partition when the wait is over starts its next attempt.
 *   <li><b>Watch.</b> A {@code started} entry of which nobody has heard by its deadline and the grace gets its next
 *       attempt or UNKNOWN in the same way, by the third rule. The grace is longer than a transaction may take, so that an
 *       owner that lives is not overtaken; were it overtaken, the rules above would still hold.
 *   <li><b>Deferral.</b> A call whose tool has no free slot waits in the ledger, not in memory. Its {@code notAfter} is
 *       looked at again when it is taken up.
 *   <li><b>Stop.</b> Nothing is taken any more. What still runs at the bound is interrupted, and waits for its next
 *       attempt somewhere else or gets UNKNOWN at once. The group is left, so that others have the partitions at once.
 *   <li><b>Forgetting.</b> A closed entry is dropped when its {@code notAfter} has passed by more than twice what clocks
 *       may differ, and all calls that had been written by then have been taken; an open one never. A repeat of the record
 *       that is written from then on refuses itself.
 * </ol>
 *
 * <p>A process that is killed loses its session: the next one of the same name fences it at once, another instance gets
 * its partitions when the group has given it up. A process that is paused finds its claims refused or its producer
 * fenced when it goes on. What remains is a pause between the last look at the clock and the tool's first step: it can
 * make a result late, never a second run.
 */
public final class ExecutionLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ExecutionLoop.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    /** How long it has to enter what it has interrupted. */
    private static final Duration HAND_BACK = Duration.ofSeconds(2);

    private static final Duration STALLED_AFTER = Duration.ofSeconds(60);

    private final Execution execution;
    private final Duration stopBound;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private volatile long stopNanos;
    private volatile long lastTurnNanos = System.nanoTime();
    private volatile boolean ready;
    private long session;
    private boolean interrupted;

    private ExecutionLoop(Execution execution, Duration stopBound) {
        this.execution = execution;
        this.stopBound = stopBound;
        this.thread = Thread.ofPlatform().name("execution-loop").unstarted(this::run);
    }

    /**
     * Starts the loop.
     *
     * @param stopBound how long an orderly stop waits for the tools that run before it interrupts them
     */
    public static ExecutionLoop start(
            ExecutionSettings settings,
            Verification verification,
            ToolRegistry tools,
            MeterRegistry registry,
            InstantSource clock,
            Duration stopBound) {
        ExecutionLoop loop = new ExecutionLoop(Execution.of(settings, verification, tools, registry, clock), stopBound);
        loop.thread.start();
        return loop;
    }

    /** Whether it takes calls: it has joined the group and knows the ledger of every partition that it owns. */
    public boolean isReady() {
        return ready && thread.isAlive();
    }

    /** Whether it goes round; false 60 s after the last time that it did. */
    public boolean isAlive() {
        return thread.isAlive() && System.nanoTime() - lastTurnNanos < STALLED_AFTER.toNanos();
    }

    /** How far the clock is from the broker's. */
    public ClockSkew skew() {
        return execution.skew();
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (!isStopped()) {
            try (ExecutionSession open = ExecutionSession.open(execution, ++session)) {
                while (!isStopped()) {
                    open.turn(this::isStopping);
                    lastTurnNanos = System.nanoTime();
                    if (!ready && open.isRestored()) {
                        ready = true;
                        pause = FIRST_PAUSE;
                        LOG.info(
                                "event=execution-ready instance={}",
                                execution.settings().instance());
                    }
                }
                open.leave();
            } catch (RuntimeException e) {
                ready = false;
                execution.metrics().sessionLost();
                LOG.warn("event=session-lost instance={}", execution.settings().instance(), e);
                pause(pause);
                pause = longer(pause);
            }
        }
        ready = false;
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    private void pause(Duration pause) {
        try {
            stop.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the loop", e);
        }
    }

    private boolean isStopping() {
        return stop.getCount() == 0;
    }

    private boolean isStopped() {
        if (!isStopping()) {
            return false;
        }
        Duration since = Duration.ofNanos(System.nanoTime() - stopNanos);
        if (!interrupted && since.compareTo(stopBound) >= 0) {
            interrupted = true;
            execution.runner().stop();
        }
        boolean idle = interrupted || execution.runner().running() == 0;
        return since.compareTo(stopBound.plus(HAND_BACK)) >= 0
                || (idle && execution.runs().isSettled());
    }

    /**
     * Takes no more calls, waits for the tools that run and enters their results; interrupts what runs too long, enters
     * that, and ends.
     */
    @Override
    public void close() {
        stopNanos = System.nanoTime();
        stop.countDown();
        try {
            thread.join(stopBound.plusSeconds(15));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
