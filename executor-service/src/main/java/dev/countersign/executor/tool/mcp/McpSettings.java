package dev.countersign.executor.tool.mcp;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One MCP server: either a {@link #command} to run it, or the {@link #url} where it listens. */
public interface McpSettings {

    /** The program and its arguments; it speaks on standard input and output. */
    Optional<List<String>> command();

    /** What the program finds in its environment, which otherwise has {@code PATH} and {@code HOME} only. */
    Map<String, String> environment();

    /** The same, each read from a file at every start; a line end at its end does not count. */
    Map<String, Path> environmentFiles();

    /** Where the program starts; this process's own folder without it. */
    Optional<Path> directory();

    /** The endpoint of a server that speaks streamable HTTP; nothing else is ever called. */
    Optional<URI> url();

    /** Headers of every request. */
    Map<String, String> headers();

    /** The same, each read from a file at every connection; a line end at its end does not count. */
    Map<String, Path> headerFiles();

    /** Which of its tools are offered, by the server's own names; {@code *} stands for any run of characters. */
    List<String> tools();

    /** What is put before the names of its tools. */
    Optional<String> prefix();

    /** How long it may take until its tools are known. */
    @WithDefault("20s")
    Duration startTimeout();

    /** How often it is asked whether it is there, and how long it may take to answer. */
    @WithDefault("5s")
    Duration pingInterval();

    /** The longest message that it may send, 1 KiB to 8 MiB. */
    @WithDefault("4M")
    MemorySize maxMessage();
}
