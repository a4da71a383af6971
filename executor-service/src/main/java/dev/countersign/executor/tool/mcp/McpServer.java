package dev.countersign.executor.tool.mcp;

import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.executor.tool.Redaction;
import dev.countersign.executor.tool.ToolBody;
import dev.countersign.executor.tool.ToolBody.Invocation;
import dev.countersign.executor.tool.ToolSource;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tools of an MCP server. One thread lives through its connections: it connects, says what is offered, listens,
 * pings, says when the server is away, waits a little longer each time, and connects again, for ever.
 */
public final class McpServer implements ToolSource {

    private static final Logger LOG = LoggerFactory.getLogger(McpServer.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);
    private static final Duration SETTLING = Duration.ofMillis(500);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final String server;
    private final McpSettings settings;
    private final WireSettings wires;
    private final McpTools tools;
    private volatile boolean closed;
    private volatile Optional<Thread> life = Optional.empty();

    private McpServer(String server, McpSettings settings) {
        this.server = server;
        this.settings = settings;
        this.wires = new WireSettings(server, settings);
        this.tools = new McpTools(server, settings.tools(), settings.prefix().orElse(""));
    }

    /**
     * The servers of a configuration.
     *
     * @throws IllegalArgumentException if a setting cannot be used; the message names it
     */
    public static List<ToolSource> all(Map<String, ? extends McpSettings> settings) {
        return settings.entrySet().stream()
                .<ToolSource>map(entry -> new McpServer(entry.getKey(), entry.getValue()))
                .toList();
    }

    private enum News {
        TOOLS_CHANGED,
        ENDED
    }

    @Override
    public String name() {
        return "MCP server '" + server + "'";
    }

    @Override
    public void start(Consumer<Availability> listener) {
        life = Optional.of(Thread.ofPlatform().daemon().name("mcp-" + server).start(() -> {
            try {
                live(listener);
            } catch (InterruptedException closing) {
                LOG.debug("event=mcp-closed server={}", server);
            }
        }));
    }

    private void live(Consumer<Availability> listener) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (!closed) {
            long began = System.nanoTime();
            connect(listener);
            // What has been there for a while is worth a quick look.
            pause = System.nanoTime() - began > LONGEST_PAUSE.toNanos() ? FIRST_PAUSE : pause;
            Thread.sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** Lives through one connection, from its handshake to the news that it has ended. */
    private void connect(Consumer<Availability> listener) throws InterruptedException {
        BlockingQueue<News> news = new LinkedBlockingQueue<>();
        Runnable changed = () -> {
            if (!news.contains(News.TOOLS_CHANGED)) {
                news.add(News.TOOLS_CHANGED);
            }
        };
        try {
            connect(wires.create(), changed, news, listener);
        } catch (IOException | RuntimeException e) {
            LOG.debug("event=mcp-not-connected server={}", server, e);
            leave(reason(e), listener);
        }
    }

    private void connect(
            WireSettings.Access access, Runnable changed, BlockingQueue<News> news, Consumer<Availability> listener)
            throws IOException, InterruptedException {
        Redaction redaction = access.redaction();
        Consumer<Availability> clean = availability -> listener.accept(
                availability instanceof Availability.Away(String reason)
                        ? new Availability.Away(redaction.text(reason))
                        : availability);
        try (Connection connection = Connection.open(access.wire(), settings.startTimeout(), changed)) {
            var _ = connection.ended().thenRun(() -> news.add(News.ENDED));
            leave(ending(connection, redaction, news, clean), clean);
        }
    }

    private void leave(String reason, Consumer<Availability> listener) {
        if (!closed) {
            listener.accept(new Availability.Away(reason));
        }
    }

    private String ending(
            Connection connection, Redaction redaction, BlockingQueue<News> news, Consumer<Availability> listener)
            throws InterruptedException {
        try {
            attend(connection, redaction, news, listener);
        } catch (IOException e) {
            connection.end(reason(e));
        }
        return connection.ended().join();
    }

    /** Only what is thrown here is written for readers. */
    private static String reason(Exception e) {
        return e instanceof IOException
                ? Optional.ofNullable(e.getMessage()).orElse("it cannot be reached")
                : "it cannot be used";
    }

    private void attend(
            Connection connection, Redaction redaction, BlockingQueue<News> news, Consumer<Availability> listener)
            throws IOException, InterruptedException {
        offer(connection, redaction, listener);
        long offered = System.nanoTime();
        while (true) {
            Optional<News> heard =
                    Optional.ofNullable(news.poll(settings.pingInterval().toMillis(), TimeUnit.MILLISECONDS));
            if (heard.filter(News.ENDED::equals).isPresent()) {
                return;
            }
            boolean stale = !connection.hearsOfChanges() && System.nanoTime() - offered > LOOK_AGAIN.toNanos();
            if (heard.isPresent() || stale) {
                // However often it says that they change.
                Thread.sleep(SETTLING);
                offer(connection, redaction, listener);
                offered = System.nanoTime();
            } else {
                connection.ping(settings.pingInterval());
            }
        }
    }

    private void offer(Connection connection, Redaction redaction, Consumer<Availability> listener)
            throws IOException, InterruptedException {
        listener.accept(new Availability.Present(tools.offers(
                connection.tools(settings.startTimeout()), redaction, tool -> body(connection, redaction, tool))));
    }

    private ToolBody body(Connection connection, Redaction redaction, String tool) {
        return invocation -> run(connection, redaction, tool, invocation);
    }

    private CanonicalJson run(Connection connection, Redaction redaction, String tool, Invocation invocation)
            throws Exception {
        try {
            Object result =
                    connection.call(name(), tool, invocation.arguments(), invocation.call(), invocation.remaining());
            // Before anything is cut.
            return McpOutput.of(redaction.members(JsonRpc.members(result)));
        } catch (Requests.RefusedException e) {
            // Only these messages quote the server.
            throw new Requests.RefusedException(redaction.text(String.valueOf(e.getMessage())));
        }
    }

    @Override
    public void close() {
        closed = true;
        life.ifPresent(thread -> {
            thread.interrupt();
            try {
                if (!thread.join(CLOSE_TIMEOUT)) {
                    LOG.warn("event=mcp-close-incomplete server={}", server);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
