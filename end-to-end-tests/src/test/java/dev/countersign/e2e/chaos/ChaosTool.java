package dev.countersign.e2e.chaos;

import java.util.List;
import java.util.Locale;

/** The tools of a run: what is called, and what it does outside of the system. */
enum ChaosTool {
    /** Puts a file for each mail. */
    SEND_EMAIL("send_email", false, 1, true) {
        @Override
        String arguments(String ref) {
            return "{\"message\":\"about %s\",\"recipient\":\"%s@chaos.example\"}".formatted(ref, ref);
        }

        @Override
        String condition(Ruling ruling) {
            return starts("arguments.recipient", ruling);
        }
    },
    /** Does nothing outside, and returns twice its argument. */
    COUNT_EMAILS("count_emails", true, 3, false) {
        @Override
        String arguments(String ref) {
            return "{\"last_n_days\":%d}".formatted(days(ref));
        }

        @Override
        String condition(Ruling ruling) {
            int from = ruling.ordinal() * Block.SIZE;
            return "arguments.last_n_days >= %d && arguments.last_n_days < %d".formatted(from, from + Block.SIZE);
        }
    },
    /** Counts every POST that it takes. */
    BOOK("create_booking", false, 1, true) {
        @Override
        String arguments(String ref) {
            return "{\"body\":{\"ref\":\"%s\",\"seats\":2}}".formatted(ref);
        }

        @Override
        String condition(Ruling ruling) {
            return starts("arguments.body.ref", ruling);
        }
    },
    /** Counts every PUT that it takes. */
    SET("put_setting", true, 4, true) {
        @Override
        String arguments(String ref) {
            return "{\"body\":{\"value\":\"%s\"},\"ref\":\"%s\"}".formatted(ref, ref);
        }

        @Override
        String condition(Ruling ruling) {
            return starts("arguments.ref", ruling);
        }
    };

    static final List<ChaosTool> ALL = List.of(values());

    private final String toolName;
    private final boolean idempotent;
    private final int attempts;
    private final boolean leavesTraces;

    ChaosTool(String toolName, boolean idempotent, int attempts, boolean leavesTraces) {
        this.toolName = toolName;
        this.idempotent = idempotent;
        this.attempts = attempts;
        this.leavesTraces = leavesTraces;
    }

    /** The arguments in canonical form that carry a reference of the run. */
    abstract String arguments(String ref);

    /** What the policy knows a call of this ruling by. */
    abstract String condition(Ruling ruling);

    String toolName() {
        return toolName;
    }

    boolean isIdempotent() {
        return idempotent;
    }

    /** How many times a call of it may be started. */
    int attempts() {
        return attempts;
    }

    /** Whether what it does is counted outside. */
    boolean leavesTraces() {
        return leavesTraces;
    }

    /** A number for a reference, in a block of its own for each ruling. */
    static int days(String ref) {
        String[] parts = ref.split("-");
        int edited = parts.length > 2 ? Block.SIZE / 2 : 0;
        return Ruling.valueOf(parts[0].toUpperCase(Locale.ROOT)).ordinal() * Block.SIZE
                + edited
                + Integer.parseInt(parts[1]);
    }

    private static String starts(String argument, Ruling ruling) {
        return "%s.startsWith('%s')".formatted(argument, ruling.mark());
    }

    /** How many numbers each ruling has; constants of an enum may not use its own fields. */
    private interface Block {
        int SIZE = 100_000;
    }
}
