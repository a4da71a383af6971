package dev.countersign.local.terminal;

import dev.countersign.contract.event.Approval;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Shows calls, without deciding anything. */
public final class Looking {

    private static final int SHOWN_OF_ARGUMENTS = 100;

    private final TerminalSession session;

    public Looking(TerminalSession session) {
        this.session = session;
    }

    /**
     * Lists calls, the newest first.
     *
     * @param status names of states with commas between; empty: all
     */
    public int list(Optional<String> status) throws IOException {
        List<Approval> calls = session.inbox().calls(status, Optional.empty());
        if (calls.isEmpty()) {
            session.out()
                    .println(
                            status.filter("pending"::equals).isPresent()
                                    ? "Nothing is pending."
                                    : "There are no such calls.");
        }
        calls.forEach(call -> session.out().println(line(call)));
        return ExitStatus.DONE;
    }

    /** Shows one call, whole. */
    public int show(String name) throws IOException {
        session.out().println(Card.whole(session.calls().find(name), session.times()));
        return ExitStatus.DONE;
    }

    private String line(Approval call) {
        Times times = session.times();
        String when = call.status().isPending()
                ? "expires " + times.away(call.expiresAt())
                : call.decidedAt().map(times::away).orElse("");
        return "%s  %s  %s  asked by %s%n    %s%s"
                .formatted(
                        call.key(),
                        StatusText.of(call),
                        when,
                        Card.requester(call),
                        call.tool(),
                        " " + shortened(Printable.line(call.arguments().text())));
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN_OF_ARGUMENTS
                ? text
                : text.substring(0, SHOWN_OF_ARGUMENTS) + "… (./countersign show has the rest)";
    }
}
