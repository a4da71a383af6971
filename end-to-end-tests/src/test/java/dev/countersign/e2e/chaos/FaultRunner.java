package dev.countersign.e2e.chaos;

import dev.countersign.local.process.ChildFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Does what the plan says, each fault on a thread of its own, so that they may overlap; two on the same process follow
 * each other. What a fault takes away it gives back.
 */
final class FaultRunner implements AutoCloseable {
    private static final Pace UP = new Pace(Duration.ofMillis(200), 32 * 1024);
    private static final Pace DOWN = new Pace(Duration.ofMillis(100), 64 * 1024);

    private static final int TRIES = 3;

    private final ChaosStack stack;
    private final Journal journal;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> running = new ArrayList<>();
    private final Map<Victim, ReentrantLock> locks = new EnumMap<>(Victim.class);

    FaultRunner(ChaosStack stack, Journal journal) {
        this.stack = stack;
        this.journal = journal;
        for (Victim victim : Victim.values()) {
            locks.put(victim, new ReentrantLock());
        }
    }

    void start(FaultPlan plan) {
        plan.faults().forEach(fault -> running.add(threads.submit(() -> run(fault))));
    }

    /** Waits until all is put right again. */
    void await() throws InterruptedException, ExecutionException {
        for (Future<?> fault : running) {
            fault.get();
        }
    }

    /** Held while something is done to a process. */
    ReentrantLock lock(Victim victim) {
        return locks.get(victim);
    }

    private void run(Fault fault) {
        journal.await(fault.at());
        ReentrantLock lock = lock(fault.victim());
        lock.lock();
        try {
            journal.say(fault.toString());
            harm(fault);
            journal.await(journal.now().plus(fault.lasts()));
            repair(fault);
            journal.say("#%d is over".formatted(fault.number()));
        } catch (RuntimeException e) {
            journal.say("#%d failed: %s".formatted(fault.number(), e.getMessage()));
            throw e;
        } finally {
            lock.unlock();
        }
    }

    private void harm(Fault fault) {
        Victim victim = fault.victim();
        switch (fault.kind()) {
            case EXECUTOR_KILLED, GATE_KILLED -> stack.service(victim).kill();
            case EXECUTOR_PAUSED, GATE_PAUSED -> stack.service(victim).pause();
            case BROKER_KILLED -> stack.broker().kill();
            case BROKER_RESTARTED -> stack.broker().stop();
            case CUT -> stack.relay(victim).cut();
            case SLOWED -> stack.relay(victim).slow(UP, DOWN);
        }
    }

    private void repair(Fault fault) {
        Victim victim = fault.victim();
        switch (fault.kind()) {
            case EXECUTOR_KILLED, GATE_KILLED -> stack.service(victim).start();
            case EXECUTOR_PAUSED, GATE_PAUSED -> stack.service(victim).resume();
            case BROKER_KILLED, BROKER_RESTARTED -> restartBroker(TRIES);
            case CUT, SLOWED -> stack.relay(victim).heal();
        }
    }

    /** On a machine that is busy with other things a broker may not be up within its bound. */
    private void restartBroker(int tries) {
        try {
            stack.broker().restart();
        } catch (ChildFailedException slow) {
            journal.say("the broker is not up yet");
            if (tries == 1) {
                throw slow;
            }
            restartBroker(tries - 1);
        }
    }

    /** Nothing is started any more once it has returned. */
    @Override
    public void close() throws InterruptedException {
        threads.shutdownNow();
        threads.awaitTermination(1, TimeUnit.MINUTES);
    }
}
