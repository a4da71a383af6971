package dev.countersign.approval.gate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** A table of transitions beside the test class, and how a reply is written in it. */
final class TransitionTable {

    private TransitionTable() {}

    /** The rows, without empty lines and those that start with {@code #}. */
    static String read(String name) {
        try (InputStream in = TransitionTable.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not there");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.isBlank() && !line.startsWith("#"))
                            .collect(Collectors.joining("\n"))
                    + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String reply(Decision decision) {
        return switch (decision.reply()) {
            case Decision.Taken taken -> "taken";
            case Decision.Repeated repeated -> "repeated";
            case Decision.NotAccepted refused -> "dead-letter " + refused.fault();
            case Decision.Answered answered ->
                switch (answered.outcome()) {
                    case GateOutcome.Accepted accepted -> "accepted";
                    case GateOutcome.Refused refused -> "refused " + refused.kind();
                };
        };
    }
}
