package dev.countersign.executor.tool.mcp;

import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import java.io.IOException;
import reactor.core.publisher.Mono;

/**
 * What carries messages to a server and back. It holds no more than one message of bounded length at a time, and breaks
 * at most once.
 */
interface Wire extends AutoCloseable {

    /**
     * Opens it.
     *
     * @throws IOException if it cannot be opened; the message is fit for people and names no secret
     */
    void open(Ends ends) throws IOException;

    /**
     * Sends a message. Fails with what is the outcome of a request where the request alone has failed.
     */
    Mono<Void> send(JSONRPCMessage message);

    /** Both sides have agreed on a version of the protocol. */
    void agreed(String protocolVersion);

    /** Nobody waits for the answer to this request any longer. */
    void abandon(Object request);

    /** Whether the server can say something without being asked. */
    boolean listens();

    /** Ends it, and what it has started, within a bound. */
    @Override
    void close();

    /** Where it comes out. */
    interface Ends {

        void received(JSONRPCMessage message);

        /**
         * It is over.
         *
         * @param reason half a sentence about the server, without secrets
         */
        void broken(String reason);
    }
}
