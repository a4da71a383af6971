package dev.countersign.approval.policy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The members of a mapping, each there once and known by name. */
final class Fields {

    private final Place place;
    private final Map<String, Written.Member> byName;

    private Fields(Place place, Map<String, Written.Member> byName) {
        this.place = place;
        this.byName = byName;
    }

    /** Reads a mapping; a problem for each member that repeats or is not known here. */
    static Fields of(Written.Mapping mapping, List<String> known, Problems problems) {
        Map<String, Written.Member> byName = new LinkedHashMap<>();
        for (Written.Member member : mapping.members()) {
            if (!known.contains(member.name())) {
                problems.add(member.place(), unknown(member.name(), known));
            } else if (byName.putIfAbsent(member.name(), member) != null) {
                problems.add(member.place(), "'" + member.name() + "' is here twice: keep one");
            }
        }
        return new Fields(mapping.place(), byName);
    }

    /** Where the mapping stands. */
    Place place() {
        return place;
    }

    boolean has(String name) {
        return byName.containsKey(name);
    }

    Optional<Written> value(String name) {
        return Optional.ofNullable(byName.get(name)).map(Written.Member::value);
    }

    /** Where the member's name stands, or else the mapping. */
    Place placeOf(String name) {
        return Optional.ofNullable(byName.get(name)).map(Written.Member::place).orElse(place);
    }

    private static String unknown(String name, List<String> known) {
        return "unknown member '" + Quoted.of(name) + "': "
                + Nearest.to(name, known)
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse("known here are " + String.join(", ", known));
    }
}
