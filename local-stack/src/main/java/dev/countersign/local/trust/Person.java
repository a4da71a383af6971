package dev.countersign.local.trust;

import java.util.Set;

/**
 * Someone who may use a local stack.
 *
 * @param roles of {@code viewer}, {@code approver}, {@code auditor}, {@code admin}
 * @param token bearer token for scripts; whoever has it is this person
 */
public record Person(String name, Set<String> roles, Set<String> groups, String token) {

    static final String APPROVER = "approver";

    public Person {
        if (name.isBlank() || token.isBlank()) {
            throw new IllegalArgumentException("a person has a name and a token");
        }
        roles = Set.copyOf(roles);
        groups = Set.copyOf(groups);
    }

    public boolean mayApprove() {
        return roles.contains(APPROVER);
    }

    /** Without the token, so that no log has it. */
    @Override
    public String toString() {
        return "Person[name=%s, roles=%s, groups=%s]".formatted(name, roles, groups);
    }
}
