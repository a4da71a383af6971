package dev.countersign.e2e.chaos;

import java.util.Random;

/** How the counter server treats a request. */
enum Mischief {
    /** Does what it is asked to, and says so. */
    NONE,
    /** Says 503 and does nothing. */
    BUSY,
    /** Does it, and answers after its caller has given up. */
    SLOW,
    /** Does it, and breaks the connection instead of an answer. */
    DROPPED;

    /** By the seed of the run, the reference, and the how manyeth request it is for that reference. */
    static Mischief of(long seed, String ref, int request) {
        int number = new Random(seed * 31 + ref.hashCode() * 17L + request).nextInt(100);
        if (number < 76) {
            return NONE;
        }
        return number < 84 ? BUSY : number < 92 ? SLOW : DROPPED;
    }
}
