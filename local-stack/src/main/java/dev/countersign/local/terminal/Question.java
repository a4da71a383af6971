package dev.countersign.local.terminal;

import dev.countersign.contract.event.Approval;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.stream.Collectors;

/** Shows a turn to a person and reads one line. */
final class Question {

    private final BufferedReader in;
    private final PrintStream out;
    private final boolean typed;

    /**
     * Reads from a person or a file.
     *
     * @param typed whether someone types: a line that was finished before a turn is shown says nothing about it
     */
    Question(BufferedReader in, PrintStream out, boolean typed) {
        this.in = in;
        this.out = out;
        this.typed = typed;
    }

    /** What a line can mean. */
    enum Said {
        YES,
        NO,
        /** An empty line. */
        NOTHING,
        /** No line: the input has ended. */
        END
    }

    Said ask(PendingTurn turn) {
        return ask(turn, "");
    }

    /** Says more of the turn first: lines of its own, or nothing. */
    Said ask(PendingTurn turn, String before) {
        passOverTyped();
        if (!before.isEmpty()) {
            out.printf("%n%s%n%n", before);
        }
        out.printf(
                "Do you approve of the following tool invocations%n%n%s%n%n"
                        + "Anything except 'Y'/'Yes' (case-insensitive) will be treated as a no.%n",
                turn.calls().stream().map(Question::shown).collect(Collectors.joining("\n\n")));
        return read();
    }

    /** Asks before something is done; whether the line was a yes. */
    boolean confirm(String what) {
        passOverTyped();
        out.printf("%n%s%nAnything except 'Y'/'Yes' (case-insensitive) changes nothing.%n", what);
        return read() == Said.YES;
    }

    private Said read() {
        out.print("> ");
        out.flush();
        try {
            String line = in.readLine();
            if (line == null) {
                out.println();
                return Said.END;
            }
            return switch (line.strip().toLowerCase(Locale.ROOT)) {
                case "y", "yes" -> Said.YES;
                case "" -> Said.NOTHING;
                case String other -> Said.NO;
            };
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot read the answer", failed);
        }
    }

    private void passOverTyped() {
        try {
            while (typed && in.ready() && in.read() >= 0) {}
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot read the answer", failed);
        }
    }

    private static String shown(Approval call) {
        return Printable.call(call.tool(), call.arguments(), call.callId());
    }
}
