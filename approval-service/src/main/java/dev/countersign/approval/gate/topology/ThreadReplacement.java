package dev.countersign.approval.gate.topology;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that dies is replaced, since most of what kills one passes (a fenced producer, a broker that changes hands)
 * and a new thread is there within seconds. One that dies again and again is not helped by that: then the client stops,
 * and liveness fails.
 */
final class ThreadReplacement implements StreamsUncaughtExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ThreadReplacement.class);
    private static final int MAX_REPLACEMENTS = 5;
    private static final Duration WINDOW = Duration.ofMinutes(5);

    private final InstantSource clock;
    private final Deque<Instant> replaced = new ArrayDeque<>();

    ThreadReplacement(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable exception) {
        Instant now = clock.instant();
        replaced.removeIf(at -> at.plus(WINDOW).isBefore(now));
        if (replaced.size() >= MAX_REPLACEMENTS) {
            LOG.error("event=gate-stopped replacements={}", replaced.size(), exception);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        replaced.add(now);
        LOG.warn("event=gate-thread-replaced replacements={}", replaced.size(), exception);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
}
