package dev.countersign.executor.tool.openapi;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What proves who calls.
 *
 * @param scheme the security scheme of the document
 */
record Credential(String scheme, Placement placement, SecretSource source) {

    /** How a request carries a secret. */
    sealed interface Placement {

        /** As it is, under a name. */
        record ApiKey(Parameter.Location in, String name) implements Placement {}

        /** {@code Authorization: Bearer} (RFC 6750). */
        record Bearer() implements Placement {}

        /** {@code Authorization: Basic} (RFC 7617). */
        record Basic(String username) implements Placement {}
    }

    /** Whether a parameter of this name would be this secret. */
    boolean takes(Parameter.Location in, String name) {
        return placement instanceof Placement.ApiKey key
                && key.in() == in
                && (in == Parameter.Location.HEADER
                        ? key.name().equalsIgnoreCase(name)
                        : key.name().equals(name));
    }

    /** Puts the secret, as it is now, into a request. */
    void apply(RequestDraft draft) {
        String secret = source.read();
        draft.hide(secret);
        switch (placement) {
            case Placement.ApiKey key -> apply(draft, key, secret);
            case Placement.Bearer _ -> draft.header("Authorization", "Bearer " + secret);
            case Placement.Basic basic -> {
                String encoded = Base64.getEncoder()
                        .encodeToString((basic.username() + ":" + secret).getBytes(StandardCharsets.UTF_8));
                draft.hide(encoded);
                draft.header("Authorization", "Basic " + encoded);
            }
        }
    }

    private static void apply(RequestDraft draft, Placement.ApiKey key, String secret) {
        switch (key.in()) {
            case HEADER -> draft.header(key.name(), secret);
            case QUERY -> draft.query(new Encoding.Pair(Encoding.percent(key.name()), Encoding.percent(secret)));
            case COOKIE -> draft.cookie(key.name(), secret);
            case PATH -> throw new IllegalStateException("no key goes into a path");
        }
    }
}
