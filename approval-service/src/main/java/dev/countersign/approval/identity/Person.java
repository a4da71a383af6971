package dev.countersign.approval.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;

/**
 * Someone who may sign in.
 *
 * @param name unique; what stands in decisions
 * @param roles at least one
 * @param groups that rules of the policy can ask for
 * @param token the bearer token, at least {@value #MIN_TOKEN} characters; whoever has it is this person
 */
record Person(String name, Set<Role> roles, Set<String> groups, String token) {
    private static final int MIN_TOKEN = 16;
    private static final int MAX_NAME = 256;

    Person {
        if (name.isBlank() || name.length() > MAX_NAME || name.codePoints().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a name has 1 to 256 characters, none a control character");
        }
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("a person has at least one role");
        }
        if (token.length() < MIN_TOKEN) {
            throw new IllegalArgumentException("a token has at least 16 characters");
        }
        roles = Set.copyOf(roles);
        groups = Set.copyOf(groups);
    }

    /** Whether this is the person's token; takes as long for any two tokens of the same lengths. */
    boolean hasToken(String presented) {
        return MessageDigest.isEqual(
                token.getBytes(StandardCharsets.UTF_8), presented.getBytes(StandardCharsets.UTF_8));
    }

    /** Without the token, so that no log has it. */
    @Override
    public String toString() {
        return "Person[name=%s, roles=%s, groups=%s]".formatted(name, roles, groups);
    }
}
