package dev.countersign.approval.identity;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Who is signed in.
 *
 * @param mayDecide whether the role approver is among the roles
 */
record Me(String name, Set<String> roles, Set<String> groups, boolean mayDecide) {
    static Me of(SignedIn person) {
        return new Me(
                person.name(),
                person.roles().stream().map(Role::roleName).collect(Collectors.toCollection(TreeSet::new)),
                new TreeSet<>(person.groups()),
                person.mayDecide());
    }
}
