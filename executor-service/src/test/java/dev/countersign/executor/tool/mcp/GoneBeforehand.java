package dev.countersign.executor.tool.mcp;

import dev.countersign.executor.tool.ToolOffer;
import dev.countersign.executor.tool.ToolSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A source whose server goes away before its tool {@code fail_in_passing} is called: on standard input and output there
 * is no answer that says that a call may be taken later, and what passes is that nobody is there.
 */
record GoneBeforehand(ToolSource server, Runnable leave) implements ToolSource {

    @Override
    public String name() {
        return server.name();
    }

    @Override
    public void start(Consumer<Availability> listener) {
        CountDownLatch away = new CountDownLatch(1);
        server.start(availability -> {
            switch (availability) {
                case Availability.Present present ->
                    listener.accept(new Availability.Present(present.offers().stream()
                            .map(offer -> offer.name().value().equals("fail_in_passing") ? gone(offer, away) : offer)
                            .toList()));
                case Availability.Away reason -> {
                    listener.accept(reason);
                    away.countDown();
                }
            }
        });
    }

    private ToolOffer gone(ToolOffer offer, CountDownLatch away) {
        return new ToolOffer(offer.name(), offer.description(), offer.inputSchema(), offer.claimed(), invocation -> {
            leave.run();
            if (!away.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody has noticed that the server is away");
            }
            return offer.body().run(invocation);
        });
    }

    @Override
    public void close() {
        server.close();
    }
}
