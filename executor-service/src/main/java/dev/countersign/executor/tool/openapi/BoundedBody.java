package dev.countersign.executor.tool.openapi;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Reads a body up to a bound, and gives the connection up where there is more. */
final class BoundedBody implements BodySubscriber<BoundedBody.Bytes> {

    /**
     * A body.
     *
     * @param cut whether there was more
     */
    record Bytes(byte[] bytes, boolean cut) {}

    private final int max;
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private final CompletableFuture<Bytes> body = new CompletableFuture<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

    BoundedBody(int max) {
        this.max = max;
    }

    @Override
    public CompletionStage<Bytes> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        if (!subscription.complete(given)) {
            given.cancel();
            return;
        }
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            byte[] some = new byte[Math.min(buffer.remaining(), max - read.size())];
            buffer.get(some);
            read.writeBytes(some);
            if (buffer.hasRemaining()) {
                subscription.join().cancel();
                body.complete(new Bytes(read.toByteArray(), true));
                return;
            }
        }
        subscription.join().request(1);
    }

    @Override
    public void onError(Throwable broken) {
        body.completeExceptionally(broken);
    }

    @Override
    public void onComplete() {
        body.complete(new Bytes(read.toByteArray(), false));
    }
}
