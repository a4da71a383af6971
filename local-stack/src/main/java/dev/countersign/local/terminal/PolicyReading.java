package dev.countersign.local.terminal;

import dev.countersign.contract.event.Decider;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.Digest;
import dev.countersign.contract.json.JsonCodec;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** Shows the policy that decides, and what it makes of a call. */
public final class PolicyReading {

    private final TerminalSession session;

    public PolicyReading(TerminalSession session) {
        this.session = session;
    }

    private record Policy(
            Optional<Digest> version,
            Optional<String> text,
            Optional<SortedSet<Integer>> missing,
            List<InPartition> partitions,
            Optional<FileState> file) {}

    private record InPartition(int partition, Optional<Digest> version, Optional<Decider> by) {}

    private record FileState(
            String instance, String path, Digest version, Instant since, Optional<List<Fault>> problems) {}

    private record Fault(int line, int column, String message) {}

    private record Explanation(Digest policyVersion, List<Step> rules, Verdict verdict) {}

    private record Step(String rule, String finding, Optional<String> matcher, Optional<String> because) {

        String line() {
            String found = switch (finding) {
                case "matched" -> "matches, and decides";
                case "condition-true" -> "its condition is true, and it decides";
                case "condition-false" -> "its condition is false";
                case "condition-error" -> "its condition cannot be evaluated, and a person has to decide";
                case "not-about" -> "is about other calls";
                case "not-reached" -> "not looked at, since a rule before it decides";
                case String other -> Printable.line(other);
            };
            return "%s: %s%s"
                    .formatted(
                            Printable.line(rule),
                            found,
                            because.map(why -> " (%s)"
                                            .formatted(Printable.line(matcher.map(name -> name + ": ")
                                                            .orElse("")
                                                    + why)))
                                    .orElse(""));
        }
    }

    private record Verdict(
            String effect,
            String rule,
            Optional<String> because,
            Optional<String> error,
            Optional<CanonicalJson> terms) {

        String line() {
            return "So %s by rule %s%s"
                    .formatted(
                            switch (effect) {
                                case "approve" -> "it would run without being asked about,";
                                case "deny" -> "it would be denied,";
                                case "hold" -> "it would be held for a person,";
                                case String other -> Printable.line(other);
                            },
                            Printable.line(rule),
                            because.map(why -> ": " + Printable.line(why)).orElse(""));
        }
    }

    public int show() throws IOException {
        Policy policy = session.service().get("/api/policy").orRefused().read(Policy.class);
        policy.text().ifPresent(text -> session.out().printf("%s%n", Printable.text(text)));
        policy.version()
                .ifPresentOrElse(
                        version -> session.out().println("Version " + version),
                        () -> policy.partitions().forEach(this::print));
        policy.missing()
                .filter(missing -> !missing.isEmpty())
                .ifPresent(missing -> session.out()
                        .printf(
                                "In partitions %s of the gate, another policy holds than the file says.%n",
                                Partitions.text(missing)));
        policy.file().ifPresent(this::print);
        return ExitStatus.DONE;
    }

    /** Says rule by rule what the present policy makes of a call. */
    public int explain(String name) throws IOException {
        CallKey key = session.calls().key(name);
        Explanation explanation = session.service()
                .get(ApprovalClient.path(key) + "/explanation")
                .orRefused()
                .read(Explanation.class);
        explanation.rules().forEach(step -> session.out().println(step.line()));
        session.out().println(explanation.verdict().line());
        explanation
                .verdict()
                .error()
                .ifPresent(error -> session.out().println("  could not be evaluated: " + Printable.line(error)));
        explanation
                .verdict()
                .terms()
                .ifPresent(terms -> session.out().println(Printable.text(JsonCodec.indented(terms))));
        session.out()
                .printf(
                        "Policy %s, as it is now; a call that is held already keeps the rule that ./countersign show names.%n",
                        explanation.policyVersion());
        return ExitStatus.DONE;
    }

    private void print(InPartition here) {
        session.out()
                .printf(
                        "Partition %d: %s%n",
                        here.partition(),
                        here.version().map(Digest::value).orElse("no policy yet: every call is held"));
    }

    private void print(FileState file) {
        session.out()
                .printf(
                        "%s of %s: %s, since %s%n",
                        Printable.line(file.path()),
                        Printable.line(file.instance()),
                        file.problems().orElse(List.of()).isEmpty()
                                ? "in use"
                                : "NOT in use, the policy before stays (%s)".formatted(file.version()),
                        session.times().from(file.since()));
        file.problems()
                .orElse(List.of())
                .forEach(problem -> session.out()
                        .printf(
                                "  line %d, column %d: %s%n",
                                problem.line(), problem.column(), Printable.line(problem.message())));
    }
}
