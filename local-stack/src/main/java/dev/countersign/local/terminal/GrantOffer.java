package dev.countersign.local.terminal;

import dev.countersign.contract.json.CanonicalJson;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What need not be asked about again, as it is given with an approval.
 *
 * @param scope {@code conversation} or {@code requester}
 * @param holdsFor from the approval on
 * @param uses how many further calls; goes with {@code conversation}
 * @param fields what members of the arguments must be; those that are not named must be what they are in the call
 */
public record GrantOffer(String scope, Duration holdsFor, Optional<Integer> uses, Map<String, FieldPattern> fields) {

    public GrantOffer {
        fields = Map.copyOf(fields);
    }

    /** The grant as the API takes it, for the arguments that are approved. */
    Map<String, Object> body(CanonicalJson arguments) {
        Map<String, Object> body = new TreeMap<>();
        body.put("scope", scope);
        body.put("for", holdsFor.toString());
        uses.ifPresent(number -> body.put("uses", number));
        if (fields.isEmpty()) {
            body.put("exact", true);
        } else {
            body.put("fields", patterns(arguments));
        }
        return body;
    }

    private Map<String, Object> patterns(CanonicalJson arguments) {
        Map<String, CanonicalJson> members = Members.of(arguments);
        fields.keySet().stream()
                .filter(name -> !members.containsKey(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("the arguments have no member '%s'; they have %s"
                            .formatted(Printable.line(name), Printable.line(String.join(", ", members.keySet()))));
                });
        Map<String, Object> patterns = new TreeMap<>();
        members.forEach((name, value) -> patterns.put(
                name,
                Optional.ofNullable(fields.get(name))
                        .orElse(new FieldPattern.Unchanged())
                        .body(value)));
        return patterns;
    }
}
