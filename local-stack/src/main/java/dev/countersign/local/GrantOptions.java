package dev.countersign.local;

import dev.countersign.local.terminal.FieldPattern;
import dev.countersign.local.terminal.GrantOffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** A grant that is made with an approval. */
final class GrantOptions {

    @Option(
            names = "--grant",
            paramLabel = "conversation|requester",
            description =
                    "Do not ask again about calls like it, of this conversation or of this (proven) requester, as far"
                            + " as the rule that holds the call allows.")
    private Optional<Scope> scope = Optional.empty();

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            description = "How long the grant holds: 30m, 2h, 1d. Required with --grant.")
    private Optional<Duration> time = Optional.empty();

    @Option(
            names = "--uses",
            paramLabel = "N",
            description = "How many further calls. Required with --grant conversation, and only with it.")
    private Optional<Integer> uses = Optional.empty();

    @Option(
            names = "--field",
            paramLabel = "NAME=PATTERN",
            converter = {StringReader.class, FieldPatternReader.class},
            description = "What a member of the arguments must be: name=equals:VALUE, name=prefix:TEXT or"
                    + " name=range:MIN..MAX, once for each; members that are not named must be what they are now."
                    + " Without any, the arguments must be exactly these.")
    private Map<String, FieldPattern> fields = new TreeMap<>();

    enum Scope {
        conversation,
        requester
    }

    /** Keys as they are. */
    static final class StringReader implements picocli.CommandLine.ITypeConverter<String> {

        @Override
        public String convert(String text) {
            return text;
        }
    }

    boolean isWanted() {
        return scope.isPresent();
    }

    /** What is wrong with the options as a whole. */
    Optional<String> fault() {
        if (scope.isEmpty()) {
            return time.isPresent() || uses.isPresent() || !fields.isEmpty()
                    ? Optional.of("--for, --uses and --field go with --grant")
                    : Optional.empty();
        }
        if (time.isEmpty()) {
            return Optional.of("--grant takes --for TIME");
        }
        return uses.isPresent() == scope.filter(Scope.conversation::equals).isPresent()
                ? Optional.empty()
                : Optional.of("--uses N goes with --grant conversation, and only with it");
    }

    Optional<GrantOffer> offer() {
        return scope.map(whose -> new GrantOffer(whose.name(), time.orElseThrow(), uses, fields));
    }
}
