package dev.countersign.e2e.chaos;

import dev.countersign.local.launch.ServiceProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Does what an orchestrator does: starts a process that has ended by itself, and restarts one whose liveness probe has
 * failed three times, 10 s apart, or eighteen times since it was started. While a fault is being done to a process it looks away.
 */
final class Warden implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final int FAILURES = 3;
    private static final int FAILURES_AT_START = 18;

    private final ChaosStack stack;
    private final FaultRunner faults;
    private final Journal journal;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();
    private final Map<Victim, Integer> failures = new EnumMap<>(Victim.class);
    /** Of each process that has been live, its pid. */
    private final Map<Victim, Long> live = new EnumMap<>(Victim.class);

    private final List<String> restarts = new ArrayList<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

    Warden(ChaosStack stack, FaultRunner faults, Journal journal) {
        this.stack = stack;
        this.faults = faults;
        this.journal = journal;
    }

    void start() {
        thread.scheduleWithFixedDelay(this::round, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What it had to do, a sentence each. */
    synchronized List<String> restarts() {
        return List.copyOf(restarts);
    }

    private synchronized void round() {
        for (Victim victim : Victim.instances()) {
            ReentrantLock lock = faults.lock(victim);
            if (lock.tryLock()) {
                try {
                    look(victim, stack.service(victim));
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    private void look(Victim victim, ServiceProcess service) {
        if (!service.isAlive()) {
            restart(victim, service, "ended by itself");
            return;
        }
        if (isLive(service)) {
            failures.remove(victim);
            live.put(victim, service.process().pid());
        } else if (failures.merge(victim, 1, Integer::sum) >= patience(victim, service)) {
            service.kill();
            restart(victim, service, "was not live");
        }
    }

    private int patience(Victim victim, ServiceProcess service) {
        boolean wasLive = live.getOrDefault(victim, -1L) == service.process().pid();
        return wasLive ? FAILURES : FAILURES_AT_START;
    }

    private void restart(Victim victim, ServiceProcess service, String why) {
        failures.remove(victim);
        String sentence = "%s %s and was started again".formatted(victim, why);
        restarts.add("%d s: %s".formatted(journal.now().toSeconds(), sentence));
        journal.say(sentence);
        service.start();
    }

    private boolean isLive(ServiceProcess service) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(service.url() + "/q/health/live"))
                .timeout(Duration.ofSeconds(3))
                .build();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        http.shutdownNow();
    }
}
