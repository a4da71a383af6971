package dev.countersign.local.terminal;

import dev.countersign.contract.event.Approval;
import dev.countersign.local.launch.Addresses;
import dev.countersign.local.trust.Person;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;

/** Goes through whatever is pending, one turn at a time, as one person at a terminal. */
public final class Approving {

    private final Deciding deciding;
    private final PrintStream out;

    private Approving(Deciding deciding, PrintStream out) {
        this.deciding = deciding;
        this.out = out;
    }

    public static Approving at(Addresses addresses, Person person, InputStream in, PrintStream out) {
        return new Approving(Asking.deciding(addresses, person, in, out), out);
    }

    /** Returns when nothing is left that was not asked about, or when the input ends: what is left stays pending. */
    public void run() {
        List<PendingTurn> open = deciding.open();
        if (open.isEmpty()) {
            out.println("Nothing is pending.");
        }
        while (!open.isEmpty()) {
            for (PendingTurn turn : open) {
                if (!isDecided(turn)) {
                    return;
                }
            }
            open = deciding.open();
        }
    }

    private boolean isDecided(PendingTurn turn) {
        Approval first = turn.calls().getFirst();
        out.printf(
                "%nConversation %s, asked by %s: %s%n",
                turn.conversation(),
                Printable.line(first.requester().orElse("somebody")) + (first.requesterProven() ? "" : " (not proven)"),
                Printable.line(first.prompt().orElse("(no prompt)")));
        return switch (deciding.ask(turn)) {
            case YES -> {
                deciding.decide(turn, true);
                yield true;
            }
            case NO -> {
                deciding.decide(turn, false);
                yield true;
            }
            case NOTHING -> true;
            case END -> false;
        };
    }
}
