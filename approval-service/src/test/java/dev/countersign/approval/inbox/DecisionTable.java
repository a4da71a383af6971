package dev.countersign.approval.inbox;

import dev.countersign.approval.ApprovalStack;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The table of who may say what of a call in which state: a row for each kind of caller that fares the same. */
final class DecisionTable {
    private static final String FILE = "decisions.txt";

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
        SETTLE
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
        ANONYMOUS(Optional.empty(), "nobody"),
        VIEWER(Optional.of(ApprovalStack.VIEWER_TOKEN), "carol"),
        REQUESTER(Optional.of(ApprovalStack.REQUESTER_TOKEN), "alice"),
        OUTSIDER(Optional.of(ApprovalStack.OTHER_APPROVER_TOKEN), "dora"),
        APPROVER(Optional.of(ApprovalStack.APPROVER_TOKEN), "bob"),
        SECOND(Optional.of(ApprovalStack.SECOND_APPROVER_TOKEN), "erin"),
        ADMIN(Optional.of(ApprovalStack.ADMIN_TOKEN), "root");

        private final Optional<String> token;
        private final String person;

        Teller(Optional<String> token, String person) {
            this.token = token;
            this.person = person;
        }

        Optional<String> token() {
            return token;
        }

        String person() {
            return person;
        }
    }

    /** One case. */
    record Cell(Word word, State state, Teller teller) implements Comparable<Cell> {
        static Stream<Cell> all() {
            return Arrays.stream(Word.values())
                    .flatMap(word -> Arrays.stream(State.values())
                            .flatMap(state ->
                                    Arrays.stream(Teller.values()).map(teller -> new Cell(word, state, teller))));
        }

        @Override
        public int compareTo(Cell other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return lower(word) + " " + lower(state) + " " + lower(teller);
        }
    }

    /** What the file says, case by case; no case stands there twice. */
    static Map<Cell, String> read() {
        Map<Cell, String> table = new TreeMap<>();
        for (String line : text().split("\n")) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] columns = line.strip().split("\\s+", 4);
                for (String teller : columns[2].split(",")) {
                    Cell cell = new Cell(
                            Word.valueOf(upper(columns[0])),
                            State.valueOf(upper(columns[1])),
                            Teller.valueOf(upper(teller)));
                    if (table.put(cell, squeezed(columns[3])) != null) {
                        throw new IllegalStateException(cell + " stands there twice");
                    }
                }
            }
        }
        return table;
    }

    private static String text() {
        try (InputStream file = DecisionTable.class.getResourceAsStream(FILE)) {
            return file == null ? "" : new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String squeezed(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }
}
