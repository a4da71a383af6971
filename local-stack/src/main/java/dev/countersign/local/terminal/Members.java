package dev.countersign.local.terminal;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.countersign.contract.json.CanonicalJson;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The members of an object, each in canonical form. */
final class Members {

    private Members() {}

    static Map<String, CanonicalJson> of(CanonicalJson object) {
        Map<String, CanonicalJson> members = new TreeMap<>();
        object.members()
                .forEach((name, value) -> members.put(
                        name,
                        CanonicalJson.ofValue(Optional.<Object>ofNullable(value).orElse(NullNode.getInstance()))));
        return members;
    }
}
