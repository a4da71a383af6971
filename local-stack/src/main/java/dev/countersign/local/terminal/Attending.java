package dev.countersign.local.terminal;

import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Tells others of a call, and gives up what was asked for. */
public final class Attending {

    private final TerminalSession session;

    public Attending(TerminalSession session) {
        this.session = session;
    }

    public int claim(String name) throws IOException {
        return sent("PUT", path(name) + "/claim", "Others see for 15 minutes that %s looks at it.".formatted(person()));
    }

    public int unclaim(String name) throws IOException {
        return sent("DELETE", path(name) + "/claim", "Nobody looks at it now.");
    }

    public int comment(String name, String text) throws IOException {
        Reply reply = session.service().sendOnce("POST", path(name) + "/comments", Map.of("text", text));
        return told(reply, "Said, for people only.");
    }

    public int withdraw(String name, Optional<String> reason) throws IOException {
        return sent("DELETE", path(name) + query(reason), "Withdrawn; it will not run.");
    }

    /** Ends a conversation: what is pending of it, and what still comes, is withdrawn. */
    public int end(String conversation, Optional<String> reason) throws IOException {
        ConversationId id = new ConversationId(conversation);
        return sent(
                "DELETE", "/api/conversations/" + id + query(reason), "Ended; what was pending of it is withdrawn.");
    }

    private String person() {
        return session.person().name();
    }

    private String path(String name) throws IOException {
        CallKey key = session.calls().key(name);
        return ApprovalClient.path(key);
    }

    private static String query(Optional<String> reason) {
        return reason.map(text -> "?reason=" + ServiceConnection.encoded(text)).orElse("");
    }

    private int sent(String method, String path, String done) throws IOException {
        return told(session.service().send(method, path, Optional.empty()), done);
    }

    private int told(Reply reply, String done) {
        reply.orRefused();
        if (reply.isUnderWay()) {
            session.out().println("It is on its way; what became of it is not known yet.");
            return ExitStatus.UNDER_WAY;
        }
        session.out().println(done);
        return ExitStatus.DONE;
    }
}
