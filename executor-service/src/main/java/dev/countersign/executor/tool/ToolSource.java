package dev.countersign.executor.tool;

import java.util.List;
import java.util.function.Consumer;

/**
 * Where tools come from: this process's beans, an HTTP API, an MCP server. A source says what its tools are and how to
 * run them; how they behave is declared by whoever deploys ({@link ToolSettings}).
 */
public interface ToolSource extends AutoCloseable {

    /** What people know it by, such as {@code MCP server 'files'}; no other source has it. */
    String name();

    /**
     * Starts it, without waiting: it says what it offers as soon as it knows, and again on every change, from any thread
     * but one at a time.
     */
    void start(Consumer<Availability> listener);

    /** Ends it; what still runs of its tools is given up. */
    @Override
    void close();

    /** Whether a source is there. */
    sealed interface Availability {

        /** It is, with these tools and no others. */
        record Present(List<ToolOffer> offers) implements Availability {
            public Present {
                offers = List.copyOf(offers);
            }
        }

        /**
         * It is not: none of its tools can be run until it comes back.
         *
         * @param reason one sentence for people and models, without secrets
         */
        record Away(String reason) implements Availability {}
    }
}
