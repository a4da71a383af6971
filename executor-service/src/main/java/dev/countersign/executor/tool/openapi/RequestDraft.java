package dev.countersign.executor.tool.openapi;

import dev.countersign.executor.tool.Redaction;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A request in the making. */
final class RequestDraft {

    /** RFC 6265's cookie-octet. */
    private static final Pattern COOKIE = Pattern.compile("[\\x21\\x23-\\x2B\\x2D-\\x3A\\x3C-\\x5B\\x5D-\\x7E]*");

    private final String method;
    private final String path;
    private final List<Encoding.Pair> query = new ArrayList<>();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final List<Encoding.Pair> cookies = new ArrayList<>();
    private final List<String> secrets = new ArrayList<>();
    private Optional<String> body = Optional.empty();

    /** @param path with everything in it encoded */
    RequestDraft(String method, String path) {
        this.method = method;
        this.path = path;
    }

    void query(Encoding.Pair pair) {
        query.add(pair);
    }

    /**
     * A header, in place of one of the same name.
     *
     * @throws IllegalArgumentException if the value is not printable ASCII, without quoting it
     */
    void header(String name, String value) {
        if (!value.chars().allMatch(c -> c >= 0x20 && c < 0x7f) || !value.equals(value.strip())) {
            throw new IllegalArgumentException("the value for the header '" + name
                    + "' holds a line break or another character that no header carries");
        }
        headers.keySet().removeIf(name::equalsIgnoreCase);
        headers.put(name, value);
    }

    /** A cookie; what cookies cannot carry is percent-encoded. */
    void cookie(String name, String value) {
        cookies.add(new Encoding.Pair(name, COOKIE.matcher(value).matches() ? value : Encoding.percent(value)));
    }

    void body(String mediaType, String text) {
        header("Content-Type", mediaType);
        body = Optional.of(text);
    }

    /** Names a secret that the request carries. */
    void hide(String secret) {
        secrets.add(secret);
    }

    /** What takes the secrets of this request out of texts. */
    Redaction redaction() {
        return new Redaction(secrets);
    }

    /** The request, below a base URL without a slash at its end. */
    HttpRequest request(String base) {
        String written = query.stream().map(Encoding.Pair::toString).collect(Collectors.joining("&"));
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create(base + path + (written.isEmpty() ? "" : "?" + written)));
        headers.forEach(builder::setHeader);
        if (!cookies.isEmpty()) {
            builder.setHeader(
                    "Cookie", cookies.stream().map(Encoding.Pair::toString).collect(Collectors.joining("; ")));
        }
        return builder.method(
                        method,
                        body.map(HttpRequest.BodyPublishers::ofString).orElseGet(HttpRequest.BodyPublishers::noBody))
                .build();
    }
}
