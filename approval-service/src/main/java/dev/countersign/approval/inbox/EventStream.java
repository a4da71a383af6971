package dev.countersign.approval.inbox;

import dev.countersign.contract.json.JsonCodec;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;

/**
 * One client's stream. It holds nothing but a position and asks the view for what came after it, so that a slow client
 * costs no memory and gets each call's present state instead of every step to it.
 */
final class EventStream {
    private static final Duration BEAT = Duration.ofSeconds(15);
    private static final Duration CATCH_UP = Duration.ofSeconds(10);
    private static final int BATCH = 50;
    private static final long RETRY_MILLIS = 2_000;

    private final ApprovalsView view;
    private final SseEventSink sink;
    private final Sse sse;
    private final BooleanSupplier stillTheSame;

    EventStream(ApprovalsView view, SseEventSink sink, Sse sse, BooleanSupplier stillTheSame) {
        this.view = view;
        this.sink = sink;
        this.sse = sse;
        this.stillTheSame = stillTheSame;
    }

    /** Sends until the client is gone, its credential ends, or the service stops. */
    void run(Optional<String> from) {
        try {
            ViewPosition position = begin(from);
            send(event(position).reconnectDelay(RETRY_MILLIS).comment("connected"));
            follow(position);
        } catch (CompletionException | IllegalStateException e) {
            // A client that is gone needs no answer; a sink that is closed throws the latter.
            if (e instanceof IllegalStateException && !sink.isClosed()) {
                throw e;
            }
        }
    }

    private ViewPosition begin(Optional<String> from) {
        if (from.isEmpty()) {
            return view.position();
        }
        Optional<ViewPosition> known = ViewPosition.parse(from.get())
                // Another instance may have been ahead; beyond this wait it was another topic's position.
                .filter(position -> view.awaitCovers(position, CATCH_UP));
        if (known.isEmpty()) {
            ViewPosition now = view.position();
            send(event(now).name("reset").data("{}"));
            return now;
        }
        return known.get();
    }

    private void follow(ViewPosition start) {
        ViewPosition position = start;
        long beat = System.nanoTime() + BEAT.toNanos();
        while (!sink.isClosed() && !view.isClosed()) {
            ApprovalIndex.Changes changes = view.changesAfter(position, BATCH);
            for (CallEntry entry : changes.entries()) {
                position = position.after(entry.partition(), entry.offset());
                send(event(position).name("approval").data(data(entry)));
            }
            position = position.max(changes.position());
            long left = beat - System.nanoTime();
            if (left <= 0) {
                if (!stillTheSame.getAsBoolean()) {
                    send(sse.newEventBuilder().name("signed-out").data("{}"));
                    return;
                }
                send(event(position).comment("still here"));
                beat = System.nanoTime() + BEAT.toNanos();
            } else if (changes.entries().isEmpty()) {
                view.awaitAfter(position, Duration.ofNanos(left));
            }
        }
    }

    private OutboundSseEvent.Builder event(ViewPosition position) {
        return sse.newEventBuilder().id(position.toString());
    }

    private static String data(CallEntry entry) {
        return JsonCodec.writeText(CallDocument.of(entry.approval()));
    }

    private void send(OutboundSseEvent.Builder event) {
        sink.send(event.build()).toCompletableFuture().join();
    }
}
