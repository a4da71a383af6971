package dev.countersign.local.terminal;

import dev.countersign.contract.event.Approval;
import dev.countersign.contract.id.ConversationId;
import java.io.IOException;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Asks a person about pending turns, each once as long as it does not change, and sends what the person said. */
final class Deciding {

    private final ApprovalClient client;
    private final Question question;
    private final PrintStream out;
    private final Set<Map<Object, Object>> asked = new HashSet<>();

    Deciding(TerminalSession session) {
        this.client = session.inbox();
        this.question = session.question();
        this.out = session.out();
    }

    /** Turns that are pending now and have not been asked about; none while the service cannot be reached. */
    List<PendingTurn> open() {
        return open(Optional.empty());
    }

    /** The same of one conversation. */
    List<PendingTurn> open(ConversationId conversation) {
        return open(Optional.of(conversation));
    }

    private List<PendingTurn> open(Optional<ConversationId> wanted) {
        try {
            List<Approval> pending = client.pending(wanted);
            return PendingTurn.of(pending).stream()
                    .filter(turn -> wanted.map(turn.conversation()::equals).orElse(true))
                    .filter(turn -> !asked.contains(identity(turn)))
                    .toList();
        } catch (IOException notNow) {
            return List.of();
        }
    }

    /** Asks about a turn, with what else is to be said of it. */
    Question.Said ask(PendingTurn turn, String before) {
        asked.add(identity(turn));
        return question.ask(turn, before);
    }

    /** Sends a decision. One that the service refuses is told to the person, and the calls stay as they are. */
    void decide(PendingTurn turn, boolean approve) {
        try {
            Reply reply = client.decide(turn, approve);
            if (reply.isUnderWay()) {
                out.println("The decision is on its way.");
            } else if (reply.isAccepted()) {
                reply.read(Decided.class).waiting().forEach(out::println);
            } else {
                out.println("Not accepted: " + reply.problem());
            }
        } catch (IOException failed) {
            asked.remove(identity(turn));
            out.println("approval-service cannot be reached; whether it took the decision is not known.");
        }
    }

    private static Map<Object, Object> identity(PendingTurn turn) {
        Map<Object, Object> identity = new HashMap<>(turn.shown());
        identity.put("conversation", turn.conversation());
        return identity;
    }
}
