package dev.countersign.executor.tool.mcp;

import dev.countersign.executor.tool.Redaction;
import dev.countersign.executor.tool.mcp.StdioWire.Launch;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a server is reached, checked when the service starts. Secrets are read from their files again with every wire, so
 * that they can be changed; what is wrong with one is said without it.
 */
final class WireSettings {

    private static final long LEAST_MESSAGE = 1024;
    private static final long MOST_MESSAGE = 8L * 1024 * 1024;
    /** Of a value that need not be a secret, or of a part of one: shorter ones occur by chance. */
    private static final int LEAST_SECRET = 8;

    private final String server;
    private final McpSettings settings;
    private final int maxMessage;

    /**
     * Checks them.
     *
     * @throws IllegalArgumentException if they cannot be used; the message names the setting
     */
    WireSettings(String server, McpSettings settings) {
        this.server = server;
        this.settings = settings;
        if (settings.command().isPresent() == settings.url().isPresent()) {
            throw new IllegalArgumentException(setting("command") + " or .url: one of the two is needed");
        }
        if (settings.tools().isEmpty()) {
            throw new IllegalArgumentException(setting("tools") + " names no tools; * stands for all of them");
        }
        long bytes = settings.maxMessage().asLongValue();
        if (bytes < LEAST_MESSAGE || bytes > MOST_MESSAGE) {
            throw new IllegalArgumentException(setting("max-message") + " lies from 1K to 8M");
        }
        maxMessage = (int) bytes;
        try {
            create();
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private String setting(String name) {
        return "countersign.mcp." + server + "." + name;
    }

    /**
     * What a connection needs.
     *
     * @param wire not opened
     * @param redaction of the secrets that the server is given
     */
    record Access(Wire wire, Redaction redaction) {}

    /**
     * A new wire.
     *
     * @throws IOException if a file with a secret cannot be read; the message names the setting
     */
    Access create() throws IOException {
        if (settings.url().isPresent()) {
            Map<String, String> files = read("header-files", settings.headerFiles());
            return new Access(
                    new HttpWire(server, endpoint(settings.url().get()), headers(files), maxMessage),
                    redaction(files.values(), settings.headers().values()));
        }
        Map<String, String> files = read("environment-files", settings.environmentFiles());
        Redaction redaction = redaction(files.values(), settings.environment().values());
        return new Access(
                new StdioWire(launch(settings.command().orElseThrow(), files), maxMessage, redaction), redaction);
    }

    private static Redaction redaction(Collection<String> files, Collection<String> plain) {
        List<String> secrets = new ArrayList<>(files);
        secrets.addAll(plain);
        secrets.addAll(secrets.stream().flatMap(WireSettings::parts).toList());
        secrets.removeIf(secret -> secret.length() < LEAST_SECRET && !files.contains(secret));
        return new Redaction(secrets);
    }

    /** The lines of a secret, and what follows the name of a scheme, as in {@code Bearer …}. */
    private static Stream<String> parts(String secret) {
        return Stream.concat(
                secret.lines().map(String::strip),
                Stream.of(secret.substring(secret.indexOf(' ') + 1).strip()));
    }

    private URI endpoint(URI url) {
        boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        if (!http || url.getHost() == null || url.getUserInfo() != null || url.getFragment() != null) {
            throw new IllegalArgumentException(
                    setting("url") + " is an http or https URL with a host, without user and fragment");
        }
        return url;
    }

    private Launch launch(List<String> command, Map<String, String> files) {
        Map<String, String> environment = new LinkedHashMap<>();
        copy("PATH", System.getenv("PATH"), environment);
        copy("HOME", System.getenv("HOME"), environment);
        environment.putAll(settings.environment());
        environment.putAll(files);
        environment.forEach((name, value) -> {
            if (name.isEmpty() || name.indexOf('=') >= 0 || (name + value).indexOf('\0') >= 0) {
                throw new IllegalArgumentException(setting("environment") + "." + name + " cannot be set");
            }
        });
        return new Launch(server, command, environment, settings.directory());
    }

    private static void copy(String name, @Nullable String value, Map<String, String> environment) {
        if (value != null) {
            environment.put(name, value);
        }
    }

    private Map<String, String> headers(Map<String, String> files) {
        Map<String, String> headers = new LinkedHashMap<>(settings.headers());
        headers.putAll(files);
        HttpRequest.Builder probe = HttpRequest.newBuilder();
        headers.forEach((name, value) -> {
            try {
                probe.header(name, value);
            } catch (IllegalArgumentException quotesTheValue) {
                throw new IllegalArgumentException(setting("headers") + "." + name + " cannot be sent as a header");
            }
        });
        return headers;
    }

    private Map<String, String> read(String kind, Map<String, Path> files) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        for (Map.Entry<String, Path> file : files.entrySet()) {
            try {
                values.put(file.getKey(), Files.readString(file.getValue()).replaceFirst("\\R\\z", ""));
            } catch (IOException e) {
                throw new IOException(setting(kind) + "." + file.getKey() + " cannot be read", e);
            }
        }
        return values;
    }
}
