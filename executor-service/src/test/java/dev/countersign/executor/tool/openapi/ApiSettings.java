package dev.countersign.executor.tool.openapi;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings of an API as a record. */
record ApiSettings(
        Path document,
        URI baseUrl,
        List<String> operations,
        Optional<String> prefix,
        Map<String, OpenApiSettings.Auth> auth,
        int maxResponse,
        int maxRedirects,
        Duration connectTimeout)
        implements OpenApiSettings {

    static ApiSettings of(Path document, String baseUrl, String... operations) {
        return new ApiSettings(
                document,
                URI.create(baseUrl),
                List.of(operations),
                Optional.empty(),
                Map.of(),
                1024 * 1024,
                3,
                Duration.ofSeconds(5));
    }

    ApiSettings prefixed(String given) {
        return new ApiSettings(
                document, baseUrl, operations, Optional.of(given), auth, maxResponse, maxRedirects, connectTimeout);
    }

    ApiSettings with(String scheme, Secret secret) {
        Map<String, OpenApiSettings.Auth> more = new HashMap<>(auth);
        more.put(scheme, secret);
        return new ApiSettings(document, baseUrl, operations, prefix, more, maxResponse, maxRedirects, connectTimeout);
    }

    ApiSettings reading(int most) {
        return new ApiSettings(document, baseUrl, operations, prefix, auth, most, maxRedirects, connectTimeout);
    }

    /** A secret as a record. */
    record Secret(Optional<Path> secretFile, Optional<String> secret, Optional<String> username)
            implements OpenApiSettings.Auth {

        static Secret of(String value) {
            return new Secret(Optional.empty(), Optional.of(value), Optional.empty());
        }

        static Secret in(Path file) {
            return new Secret(Optional.of(file), Optional.empty(), Optional.empty());
        }

        Secret of(Optional<String> user) {
            return new Secret(secretFile, secret, user);
        }
    }
}
