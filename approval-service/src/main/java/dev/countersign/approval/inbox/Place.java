package dev.countersign.approval.inbox;

import dev.countersign.contract.id.CallKey;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.Optional;

/**
 * A call's place in the inbox: newest request first, and by key where two came at once. It does not change while the
 * call exists, so that a page that ends at a place goes on behind it whatever came in between.
 */
record Place(Instant requestedAt, CallKey key) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
            Comparator.comparing(Place::requestedAt).reversed().thenComparing(place -> place.key.toString());

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }

    /** An opaque text that names the place. */
    String cursor() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((requestedAt + "/" + key).getBytes(StandardCharsets.UTF_8));
    }

    /** Reads a cursor back; empty where it is none. */
    static Optional<Place> ofCursor(String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            int slash = text.indexOf('/');
            return slash < 0
                    ? Optional.empty()
                    : Optional.of(new Place(
                            Instant.parse(text.substring(0, slash)), CallKey.parse(text.substring(slash + 1))));
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
