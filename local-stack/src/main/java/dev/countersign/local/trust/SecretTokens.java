package dev.countersign.local.trust;

import java.security.SecureRandom;
import java.util.Base64;

/** Random tokens of 256 bits in URL-safe Base64. */
final class SecretTokens {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;

    private SecretTokens() {}

    static String next() {
        byte[] token = new byte[BYTES];
        RANDOM.nextBytes(token);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }
}
