package dev.countersign.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The table of who may say what of a call in which state, where approval-service's own tests have it. */
final class DecisionTable {
    private static final Path FILE =
            Stack.CHECKOUT.resolve("approval-service/src/test/resources/dev/countersign/approval/inbox/decisions.txt");

    private DecisionTable() {}

    /** What is said. */
    enum Word {
        APPROVE,
        EDIT,
        REJECT,
        RESPOND,
        CLAIM,
        COMMENT,
        WITHDRAW,
        SETTLE;

        /** Whether the call is shown first. */
        boolean shows() {
            return switch (this) {
                case APPROVE, EDIT, REJECT, RESPOND, SETTLE -> true;
                case CLAIM, COMMENT, WITHDRAW -> false;
            };
        }
    }

    /** Where the call stands when it is said. */
    enum State {
        PENDING,
        CLAIMED,
        APPROVED,
        LOST,
        REJECTED,
        ANSWERED,
        EXPIRED,
        DENIED,
        WITHDRAWN,
        UNKNOWN
    }

    /** Who says it. */
    enum Teller {
        ANONYMOUS("nobody"),
        VIEWER("carol"),
        REQUESTER("alice"),
        OUTSIDER("dora"),
        APPROVER("bob"),
        SECOND("erin"),
        ADMIN("root");

        private final String person;

        Teller(String person) {
            this.person = person;
        }

        String person() {
            return person;
        }
    }

    /** One case. */
    record Cell(Word word, State state, Teller teller) {
        static List<Cell> all() {
            return Arrays.stream(Word.values())
                    .flatMap(word -> Arrays.stream(State.values()).flatMap(state -> of(word, state)))
                    .toList();
        }

        private static Stream<Cell> of(Word word, State state) {
            return Arrays.stream(Teller.values()).map(teller -> new Cell(word, state, teller));
        }

        /** The conversation of all callers with this word on a call in this state. */
        String conversation() {
            return "table-" + lower(word) + "-" + lower(state);
        }

        String call() {
            return "call_" + teller.ordinal();
        }

        @Override
        public String toString() {
            return lower(word) + " " + lower(state) + " " + lower(teller);
        }
    }

    /** What the file says, case by case. */
    static Map<Cell, String> read() {
        Map<Cell, String> table = new HashMap<>();
        for (String line : lines()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] columns = line.strip().split("\\s+", 4);
                for (String teller : columns[2].split(",")) {
                    Cell cell = new Cell(
                            Word.valueOf(upper(columns[0])),
                            State.valueOf(upper(columns[1])),
                            Teller.valueOf(upper(teller)));
                    table.put(cell, columns[3].strip().replaceAll("\\s+", " "));
                }
            }
        }
        return table;
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }
}
