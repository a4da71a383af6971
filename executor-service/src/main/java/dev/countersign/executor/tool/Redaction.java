package dev.countersign.executor.tool;

import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.UnreadableException;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Takes the secrets of a call out of what comes back: servers echo headers, and error pages quote requests. */
public final class Redaction {

    private static final String INSTEAD = "[secret]";

    private final List<String> secrets;

    /** Of these secrets, in each of the forms in which URLs and JSON texts hold them. */
    public Redaction(Collection<String> secrets) {
        // The longer ones first: one may be a part of another.
        this.secrets = secrets.stream()
                .filter(secret -> !secret.isEmpty())
                .flatMap(Redaction::forms)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    private static Stream<String> forms(String secret) {
        String quoted = CanonicalJson.ofValue(secret).text();
        String escaped = quoted.substring(1, quoted.length() - 1);
        return Stream.of(secret, percent(secret), escaped, escaped.replace("/", "\\/"));
    }

    /** Everything encoded but RFC 3986's unreserved characters. */
    private static String percent(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    /** The text without the secrets. */
    public String text(String text) {
        String clean = text;
        for (String secret : secrets) {
            clean = clean.replace(secret, INSTEAD);
        }
        return clean;
    }

    /** The beginning of a longer text without the secrets, nor what may be the beginning of one at its end. */
    public String beginning(String text) {
        String clean = text(text);
        int end = clean.length();
        for (String secret : secrets) {
            end = Math.min(end, clean.length() - overlap(clean, secret));
        }
        return clean.substring(0, end);
    }

    private static int overlap(String text, String secret) {
        for (int length = Math.min(text.length(), secret.length() - 1); length > 0; length--) {
            if (text.endsWith(secret.substring(0, length))) {
                return length;
            }
        }
        return 0;
    }

    /** The value without the secrets, in names, texts and numbers. */
    public CanonicalJson json(CanonicalJson json) {
        if (secrets.isEmpty()) {
            return json;
        }
        try {
            Object clean = value(
                    CanonicalJson.parse("{\"v\":" + json.text() + "}").members().get("v"));
            return clean == null ? CanonicalJson.NULL : CanonicalJson.ofValue(clean);
        } catch (UnreadableException e) {
            // As deep as JSON may be here, and so one level too deep to be looked into.
            return CanonicalJson.ofValue(text(json.text()));
        }
    }

    private @Nullable Object value(@Nullable Object value) {
        return switch (value) {
            case String text -> text(text);
            case Map<?, ?> map -> members(map);
            case List<?> list -> elements(list);
            case BigDecimal number -> number(number, number.toPlainString());
            case Number number -> number(number, number.toString());
            case null, default -> value;
        };
    }

    private Object number(Number number, String written) {
        String clean = text(written);
        return clean.equals(written) ? number : clean;
    }

    /** The members without the secrets, in names, texts and numbers. */
    public Map<String, @Nullable Object> members(Map<?, ?> map) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        map.forEach((name, value) -> members.put(text(String.valueOf(name)), value(value)));
        return members;
    }

    private List<@Nullable Object> elements(List<?> list) {
        List<@Nullable Object> elements = new ArrayList<>();
        list.forEach(element -> elements.add(value(element)));
        return elements;
    }
}
