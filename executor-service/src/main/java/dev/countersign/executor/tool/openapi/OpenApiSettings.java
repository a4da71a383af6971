package dev.countersign.executor.tool.openapi;

import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An HTTP API of which some operations are tools. */
public interface OpenApiSettings {

    /** Its OpenAPI document, 3.0 or 3.1, JSON or YAML. */
    Path document();

    /** Where it is: {@code http} or {@code https}, a host, perhaps a path. Nothing but this origin is ever called. */
    URI baseUrl();

    /** The operations, by {@code operationId}; {@code *} alone for all there are. */
    List<String> operations();

    /** What is put before the tools' names. */
    Optional<String> prefix();

    /** The secrets, by the name of the document's security scheme. */
    Map<String, Auth> auth();

    /** The most that is read of an answer, in bytes, at least 1. */
    @WithDefault("1048576")
    int maxResponse();

    /** How many redirects are followed, 0 to 20; only of GET and HEAD, and only within the origin. */
    @WithDefault("3")
    int maxRedirects();

    /** How long connecting may take. */
    @WithDefault("5s")
    Duration connectTimeout();

    /** What proves who calls. Exactly one of the two ways to give the secret. */
    interface Auth {

        /** A file that holds the secret, read at each call. */
        Optional<Path> secretFile();

        /** The secret itself, meant for the environment. */
        Optional<String> secret();

        /** The user's name, for HTTP Basic. */
        Optional<String> username();
    }
}
