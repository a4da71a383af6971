package dev.countersign.local.terminal;

import dev.countersign.contract.event.Decider;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Shows and sets the kill switch. */
public final class Switching {

    private static final String PATH = "/api/switch";

    private final TerminalSession session;

    public Switching(TerminalSession session) {
        this.session = session;
    }

    private record Standing(
            Optional<String> mode,
            Optional<Decider> by,
            Optional<String> reason,
            Optional<SortedSet<Integer>> missing,
            List<InPartition> partitions,
            Optional<Unfinished> released) {}

    private record InPartition(int partition, String mode, Optional<Decider> by, Optional<String> reason) {}

    public int show() throws IOException {
        print(session.service().get(PATH).orRefused().read(Standing.class));
        return ExitStatus.DONE;
    }

    /**
     * Sets it.
     *
     * @param mode {@code open}, {@code read-only}, {@code hold} or {@code deny}
     */
    public int set(String mode, String reason) throws IOException {
        Reply reply = session.service()
                .send("PUT", PATH, Optional.of(Map.of("mode", mode, "reason", reason)))
                .orRefused();
        Standing standing = reply.read(Standing.class);
        print(standing);
        if (!reply.isUnderWay()) {
            return ExitStatus.DONE;
        }
        session.out()
                .printf(
                        "Not applied yet in partitions %s of the gate: it holds there as soon as they run.%n",
                        Partitions.text(standing.missing().orElseGet(TreeSet::new)));
        return ExitStatus.UNDER_WAY;
    }

    private void print(Standing standing) {
        standing.mode()
                .ifPresentOrElse(
                        mode -> session.out().printf("%s: %s%n", Printable.line(mode), meaning(mode)),
                        () -> printEach(standing.partitions()));
        standing.by()
                .ifPresent(by -> session.out()
                        .printf(
                                "Set by %s at %s: %s%n",
                                Printable.line(by.name()),
                                session.times().from(by.at()),
                                Printable.line(standing.reason().orElse("(no reason)"))));
        standing.released().ifPresent(released -> released.print(session.out()));
    }

    private void printEach(List<InPartition> partitions) {
        session.out().println("The partitions of the gate differ:");
        partitions.stream()
                .collect(Collectors.groupingBy(
                        InPartition::mode,
                        Collectors.mapping(InPartition::partition, Collectors.toCollection(TreeSet::new))))
                .forEach((mode, where) ->
                        session.out().printf("  %s in %s%n", Printable.line(mode), Partitions.text(where)));
    }

    private static String meaning(String mode) {
        return switch (mode) {
            case "open" -> "the policy decides.";
            case "read-only" -> "calls of tools that are not declared read-only are denied.";
            case "hold" -> "nothing runs without a person.";
            case "deny" -> "every call is denied.";
            case String other -> "a mode that this program does not know.";
        };
    }
}
