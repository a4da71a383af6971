package dev.countersign.local.terminal;

import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import java.util.Optional;

/** A problem document (RFC 9457) of approval-service. */
record Problem(int status, Optional<String> type, Optional<String> title, Optional<String> detail) {

    private static final String URN = "urn:countersign:problem:";

    private record Document(Optional<String> type, Optional<String> title, Optional<String> detail) {}

    static Problem of(int status, byte[] body) {
        try {
            Document document = JsonCodec.readOpen(body, Document.class, Integer.MAX_VALUE);
            return new Problem(status, document.type(), document.title(), document.detail());
        } catch (UnreadableException noProblemDocument) {
            return new Problem(status, Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    /** What went wrong and what to do next, on one line. */
    String sentence() {
        String what = Printable.line(detail.or(() -> title)
                .orElse("approval-service answered with status " + status)
                .strip());
        String next = next();
        return next.isEmpty() ? what : "%s %s".formatted(what.matches(".*[.!?]") ? what : what + ".", next);
    }

    private String next() {
        return switch (type.filter(text -> text.startsWith(URN))
                .map(text -> text.substring(URN.length()))
                .orElse("")) {
            case "not-entitled" -> "Act as somebody who may, with --as NAME.";
            case "own-request" -> "Somebody else has to decide.";
            case "verb-not-allowed" -> "What can be decided is said by ./countersign show CALL.";
            case "already-decided", "stale", "not-unknown", "already-settled" ->
                "Look at it as it is now: ./countersign show CALL.";
            case "expired" -> "It did not run; the model has to be asked again.";
            case "denied" -> "See ./countersign switch and ./countersign policy explain CALL.";
            case "unfit-arguments" -> "Nothing was changed: correct the arguments and decide again.";
            case "grant-not-allowed" ->
                "Nothing was decided: decide again without --grant, or within what the rule allows.";
            case "claimed" -> "A claim lapses after 15 minutes and keeps nobody from deciding.";
            case "not-found" -> "What there is: ./countersign calls --all, ./countersign grants.";
            default -> byStatus();
        };
    }

    private String byStatus() {
        return switch (status) {
            case 401 -> "people.json may have changed since the stack was started.";
            case 403 -> "Act as somebody who may, with --as NAME.";
            case 404 -> "What there is: ./countersign calls --all.";
            case 500 -> "The service's log is in the stack's folder, under logs.";
            default -> "";
        };
    }
}
