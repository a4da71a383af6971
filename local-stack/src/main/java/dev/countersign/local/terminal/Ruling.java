package dev.countersign.local.terminal;

import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.Verb;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Decides one call in any of the four ways, bound to what it shows. */
public final class Ruling {

    private final TerminalSession session;

    public Ruling(TerminalSession session) {
        this.session = session;
    }

    /**
     * What is decided.
     *
     * @param arguments with {@link Verb#EDIT}, JSON text; empty: an editor is opened
     * @param answer with {@link Verb#RESPOND}
     * @param confirmed whether nobody need be asked
     */
    public record Choice(
            Verb verb,
            Optional<String> reason,
            Optional<String> arguments,
            Optional<String> answer,
            Optional<GrantOffer> grant,
            boolean confirmed) {}

    /** Shows the call, asks unless told not to, and decides. */
    public int decide(String name, Choice choice) throws IOException {
        Approval call = session.calls().find(name);
        session.out().println(Card.whole(call, session.times()));
        Optional<CanonicalJson> edited = Optional.empty();
        if (choice.verb() == Verb.EDIT) {
            edited = edited(call, choice);
            if (edited.isEmpty()) {
                return ExitStatus.NOT_CONFIRMED;
            }
            session.out()
                    .printf(
                            "%nInstead of that, it is to run%n%n%s%n",
                            Printable.call(call.tool(), edited.get(), call.callId()));
        }
        Map<String, Object> body = body(call, choice, edited);
        announce(choice, body);
        if (!choice.confirmed() && !session.question().confirm(question(choice.verb()))) {
            session.out().println("Nothing was decided.");
            return ExitStatus.NOT_CONFIRMED;
        }
        return send(call, body);
    }

    private void announce(Choice choice, Map<String, Object> body) {
        choice.answer()
                .ifPresent(answer -> session.out().printf("%nThe model is told%n%n%s%n", Printable.text(answer)));
        Optional.ofNullable(body.get("grant"))
                .map(CanonicalJson::ofValue)
                .ifPresent(grant -> session.out()
                        .printf(
                                "%nWith it, a grant lets further calls pass%n%n%s%n",
                                Printable.text(JsonCodec.indented(grant))));
    }

    private Optional<CanonicalJson> edited(Approval call, Choice choice) throws IOException {
        if (choice.arguments().isPresent()) {
            return Optional.of(parsed(choice.arguments().get()));
        }
        return new ArgumentsEditor(ArgumentsEditor.editor(), session.question(), session.out()).edit(call.arguments());
    }

    private static CanonicalJson parsed(String text) {
        try {
            return CanonicalJson.parse(text);
        } catch (UnreadableException broken) {
            throw new IllegalArgumentException("the arguments cannot be read: " + broken.detail(), broken);
        }
    }

    private static Map<String, Object> body(Approval call, Choice choice, Optional<CanonicalJson> edited) {
        Map<String, Object> body = new TreeMap<>();
        body.put("decision", choice.verb().name().toLowerCase(Locale.ROOT));
        body.put("argumentsDigest", call.argumentsDigest());
        body.put(
                "toolDigest",
                call.toolDigest()
                        .orElseThrow(() -> new RefusedByServiceException(
                                "the tool of this call is unknown: there is nothing to decide")));
        choice.reason().ifPresent(reason -> body.put("reason", reason));
        choice.answer().ifPresent(answer -> body.put("answer", answer));
        edited.ifPresent(arguments -> body.put("arguments", arguments));
        choice.grant().ifPresent(grant -> body.put("grant", grant.body(edited.orElse(call.arguments()))));
        return body;
    }

    private static String question(Verb verb) {
        return switch (verb) {
            case APPROVE -> "Approve it?";
            case EDIT -> "Approve it with these arguments?";
            case REJECT -> "Reject it?";
            case RESPOND -> "Answer in the tool's place?";
        };
    }

    private int send(Approval call, Map<String, Object> body) throws IOException {
        Reply reply = session.service()
                .send("POST", ApprovalClient.path(call.key()) + "/decision", Optional.of(body))
                .orRefused();
        if (reply.isUnderWay()) {
            session.out().println("The decision is on its way; ./countersign show tells what became of it.");
            return ExitStatus.UNDER_WAY;
        }
        Decided decided = reply.read(Decided.class);
        decided.sentences().forEach(session.out()::println);
        decided.grant()
                .ifPresent(
                        id -> session.out().printf("Grant %s holds; ./countersign revoke %s takes it back.%n", id, id));
        return ExitStatus.DONE;
    }
}
