package dev.countersign.executor.tool.openapi;

import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A body that goes out once. The JDK's client sends a GET again by itself where the connection ended without an answer;
 * whether an attempt is repeated is for the ledger to say. It asks for the length whenever it writes a request's head.
 */
record SentOnce(BodyPublisher body, AtomicBoolean sent) implements BodyPublisher {

    SentOnce(BodyPublisher body) {
        this(body, new AtomicBoolean());
    }

    @Override
    public long contentLength() {
        if (!sent.compareAndSet(false, true)) {
            throw new IllegalStateException("the request has gone out once");
        }
        return body.contentLength();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        body.subscribe(subscriber);
    }
}
