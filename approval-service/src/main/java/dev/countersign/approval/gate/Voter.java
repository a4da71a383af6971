package dev.countersign.approval.gate;

import dev.countersign.contract.event.Decider;
import java.time.Instant;
import java.util.Set;

/**
 * A signed-in person who tells the gate something.
 *
 * @param name as identity knows them; what {@link Decider#name()} will say
 * @param groups the groups that identity says they are in
 * @param admin whether they look after the service
 * @param via how they came: {@code web}, {@code http} or {@code terminal}
 */
public record Voter(String name, Set<String> groups, boolean admin, String via) {

    public Voter {
        groups = Set.copyOf(groups);
        // The checks of a decider are those of a voter.
        new Decider(name, Instant.EPOCH, via);
    }

    /** This person, deciding at an instant. */
    public Decider at(Instant time) {
        return new Decider(name, time, via);
    }
}
