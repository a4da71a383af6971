package dev.countersign.local.terminal;

import dev.countersign.contract.event.Decider;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.Digest;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Shows what need not be asked about, and takes it back. Grants are made with an approval. */
public final class Granting {

    private static final String PATH = "/api/grants";

    private final TerminalSession session;

    public Granting(TerminalSession session) {
        this.session = session;
    }

    private record All(List<Grant> grants) {}

    private record Grant(
            String id,
            ToolName tool,
            String rule,
            Pattern pattern,
            Optional<ConversationId> conversation,
            Optional<String> requester,
            Instant expiresAt,
            Optional<Integer> usesLeft,
            Decider madeBy,
            CallKey madeOn,
            Optional<SortedSet<Integer>> missing) {}

    private record Pattern(Optional<Digest> exact, Optional<Map<String, Field>> fields) {

        String text() {
            return fields.map(some -> new TreeMap<>(some)
                            .entrySet().stream()
                                    .map(field ->
                                            field.getKey() + field.getValue().text())
                                    .collect(Collectors.joining(", ")))
                    .orElseGet(() -> "exactly " + exact.map(Digest::value).orElse("nothing"));
        }
    }

    private record Field(
            Optional<CanonicalJson> equal,
            Optional<String> prefix,
            Optional<CanonicalJson> min,
            Optional<CanonicalJson> max) {

        String text() {
            return equal.map(value -> " = " + value)
                    .or(() -> prefix.map(text -> " begins with \"%s\"".formatted(text)))
                    .orElseGet(() -> " from %s to %s"
                            .formatted(
                                    min.map(CanonicalJson::text).orElse("any"),
                                    max.map(CanonicalJson::text).orElse("any")));
        }
    }

    private record Revocation(Optional<SortedSet<Integer>> missing, Optional<Unfinished> released) {}

    public int list() throws IOException {
        List<Grant> grants =
                session.service().get(PATH).orRefused().read(All.class).grants();
        if (grants.isEmpty()) {
            session.out().println("No grants hold: every call that the policy holds is asked about.");
        }
        grants.forEach(this::print);
        return ExitStatus.DONE;
    }

    /** Takes a grant back, everywhere. */
    public int revoke(String id, Optional<String> reason) throws IOException {
        String query =
                reason.map(text -> "?reason=" + ServiceConnection.encoded(text)).orElse("");
        Reply reply = session.service()
                .send("DELETE", PATH + "/" + ServiceConnection.encoded(id) + query, Optional.empty())
                .orRefused();
        Revocation revocation = reply.read(Revocation.class);
        revocation.released().ifPresent(released -> released.print(session.out()));
        if (reply.isUnderWay()) {
            session.out()
                    .printf(
                            "Taken back, but not applied yet in partitions %s of the gate: there it may still let calls pass.%n",
                            Partitions.text(revocation.missing().orElseGet(TreeSet::new)));
            return ExitStatus.UNDER_WAY;
        }
        session.out().println("Taken back: it lets nothing pass any more.");
        return ExitStatus.DONE;
    }

    private void print(Grant grant) {
        Times times = session.times();
        String whose = grant.conversation()
                .map(id -> "calls of conversation " + id)
                .orElseGet(() -> "what %s asks for".formatted(grant.requester().orElse("nobody")));
        String uses =
                grant.usesLeft().map(left -> ", %d more times".formatted(left)).orElse("");
        session.out()
                .println(Printable.text("%s  %s  %s%s%n    arguments: %s%n    until %s; rule %s%n    by %s at %s on %s"
                        .formatted(
                                grant.id(),
                                grant.tool(),
                                Printable.line(whose),
                                uses,
                                Printable.line(grant.pattern().text()),
                                times.from(grant.expiresAt()),
                                Printable.line(grant.rule()),
                                Printable.line(grant.madeBy().name()),
                                times.at(grant.madeBy().at()),
                                grant.madeOn())));
        grant.missing()
                .filter(missing -> !missing.isEmpty())
                .ifPresent(missing -> session.out()
                        .printf("    does not hold in partitions %s of the gate%n", Partitions.text(missing)));
    }
}
