package dev.countersign.local.terminal;

import dev.countersign.contract.event.Approval;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;

/** Goes through whatever is pending, one turn at a time, as one person at a terminal. */
public final class Approving {

    private final Deciding deciding;
    private final PrintStream out;
    private final Times times;

    public Approving(TerminalSession session) {
        this.deciding = new Deciding(session);
        this.out = session.out();
        this.times = session.times();
    }

    /** Returns when nothing is left that was not asked about, or when the input ends: what is left stays pending. */
    public void run() {
        List<PendingTurn> open = deciding.open();
        if (open.isEmpty()) {
            out.println("Nothing is pending.");
        } else {
            out.println("To edit, to answer in a tool's place or to give a reason: ./countersign decide CALL.");
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
                Card.requester(first),
                Printable.line(first.prompt().orElse("(no prompt)")));
        String cards =
                turn.calls().stream().map(call -> Card.beside(call, times)).collect(Collectors.joining("\n\n"));
        return switch (deciding.ask(turn, cards)) {
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
