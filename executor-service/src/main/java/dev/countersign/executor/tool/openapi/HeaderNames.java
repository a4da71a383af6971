package dev.countersign.executor.tool.openapi;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Which headers and cookies a document may name. */
final class HeaderNames {

    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /** The framing of requests, the place where they go, and what the client writes itself. */
    private static final Set<String> REFUSED = Set.of(
            "connection",
            "content-length",
            "cookie",
            "expect",
            "host",
            "keep-alive",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "via");

    /** As parameters they mean nothing (OpenAPI, "Parameter Object"), or the executor fills them in. */
    private static final Set<String> FILLED_IN =
            Set.of("accept", "authorization", "content-type", "idempotency-key", "user-agent");

    private HeaderNames() {}

    /**
     * Checks a header's or a cookie's name.
     *
     * @throws IllegalArgumentException if a request must not carry it
     */
    static void check(String name) {
        if (!TOKEN.matcher(name).matches() || REFUSED.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("'" + name + "' is no header or cookie that a tool may set");
        }
    }

    /** Whether a header parameter is not for the model to give. */
    static boolean isFilledIn(String name) {
        return FILLED_IN.contains(name.toLowerCase(Locale.ROOT));
    }
}
