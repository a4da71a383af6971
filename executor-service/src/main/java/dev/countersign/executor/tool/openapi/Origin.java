package dev.countersign.executor.tool.openapi;

import java.net.URI;
import java.util.Locale;
import java.util.Objects;

/** What a base URL leads to, and nothing else is called (RFC 6454). */
record Origin(String scheme, String host, int port) {

    static Origin of(URI uri) {
        String scheme = Objects.requireNonNullElse(uri.getScheme(), "").toLowerCase(Locale.ROOT);
        int usual = scheme.equals("https") ? 443 : 80;
        return new Origin(
                scheme,
                Objects.requireNonNullElse(uri.getHost(), "").toLowerCase(Locale.ROOT),
                uri.getPort() < 0 ? usual : uri.getPort());
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
