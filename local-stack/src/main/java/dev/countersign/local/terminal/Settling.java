package dev.countersign.local.terminal;

import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.Settlement;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.UnreadableException;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Says what became of a call of which nobody could tell. */
public final class Settling {

    private final TerminalSession session;

    public Settling(TerminalSession session) {
        this.session = session;
    }

    /**
     * What was found out.
     *
     * @param output with {@link Settlement.Outcome#SUCCEEDED}, JSON text
     * @param reason with {@link Settlement.Outcome#FAILED}
     */
    public record Found(Settlement.Outcome outcome, Optional<String> output, Optional<String> reason) {}

    /** Shows the call, asks unless told not to, and settles it. */
    public int settle(String name, Found found, boolean confirmed) throws IOException {
        Map<String, Object> body = body(found);
        Approval call = session.calls().findUnknown(name);
        session.out().println(Card.whole(call, session.times()));
        String question = "Settle it for good: it %s?".formatted(outcome(found));
        if (!confirmed && !session.question().confirm(question)) {
            session.out().println("Nothing was settled.");
            return ExitStatus.NOT_CONFIRMED;
        }
        Reply reply = session.service()
                .send("PUT", ApprovalClient.path(call.key()) + "/settlement", Optional.of(body))
                .orRefused();
        if (reply.isUnderWay()) {
            session.out().println("It is on its way; ./countersign show tells what became of it.");
            return ExitStatus.UNDER_WAY;
        }
        session.out().printf("Settled: it %s. The model was not told.%n", outcome(found));
        return ExitStatus.DONE;
    }

    private static String outcome(Found found) {
        return found.outcome().name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> body(Found found) {
        Map<String, Object> body = new TreeMap<>();
        body.put("outcome", outcome(found));
        found.output().ifPresent(text -> body.put("output", parsed(text)));
        found.reason().ifPresent(text -> body.put("reason", text));
        return body;
    }

    private static CanonicalJson parsed(String text) {
        try {
            return CanonicalJson.parse(text);
        } catch (UnreadableException broken) {
            throw new IllegalArgumentException("the output cannot be read as JSON: " + broken.detail(), broken);
        }
    }
}
