package dev.countersign.executor.tool.openapi;

import java.util.Locale;
import java.util.Set;

/** What is known of media types. */
final class MediaTypes {

    private static final Set<String> TEXT = Set.of(
            "application/xml",
            "application/x-www-form-urlencoded",
            "application/x-ndjson",
            "application/yaml",
            "application/x-yaml",
            "application/javascript",
            "application/graphql");

    private MediaTypes() {}

    /** The type without its parameters, in small letters. */
    static String plain(String mediaType) {
        return mediaType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    static boolean isJson(String mediaType) {
        String plain = plain(mediaType);
        return plain.equals("application/json") || plain.endsWith("+json") || plain.equals("text/json");
    }

    /** Whether it is text that is not JSON. */
    static boolean isText(String mediaType) {
        String plain = plain(mediaType);
        return plain.startsWith("text/") || plain.endsWith("+xml") || plain.endsWith("+yaml") || TEXT.contains(plain);
    }

    static boolean isForm(String mediaType) {
        return plain(mediaType).equals("application/x-www-form-urlencoded");
    }
}
