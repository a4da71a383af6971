package dev.countersign.approval.identity;

import java.util.Set;

/** The person behind a request, as their credential says. */
public record SignedIn(String name, Set<Role> roles, Set<String> groups, Via via) {
    static SignedIn of(Person person, Via via) {
        return new SignedIn(person.name(), person.roles(), person.groups(), via);
    }

    /** Whether the person may decide calls. */
    public boolean mayDecide() {
        return roles.contains(Role.APPROVER);
    }
}
