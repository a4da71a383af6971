package dev.countersign.approval.inbox;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.countersign.approval.control.GrantPattern;
import dev.countersign.approval.control.GrantWish;
import dev.countersign.approval.control.GrantWish.Scope;
import dev.countersign.approval.edge.Problem;
import dev.countersign.approval.edge.RequestBody;
import dev.countersign.contract.json.CanonicalJson;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A grant that a person makes while approving, as the body has it. */
@Schema(
        name = "GrantOffer",
        description = "What need not be asked about again; the rule that holds the call bounds time and uses")
record GrantOffer(
        @Schema(
                required = true,
                description =
                        "Whose further calls: those of this conversation, or of this requester, who must be proven",
                enumeration = {"conversation", "requester"})
        Optional<String> scope,

        @JsonProperty("for")
        @Schema(name = "for", required = true, description = "ISO 8601 duration from now", examples = "PT1H")
        Optional<String> holdsFor,

        @Schema(description = "How many further calls; there exactly with the scope conversation", minimum = "1")
        Optional<Integer> uses,

        @Schema(description = "true: exactly the arguments that are approved; else `fields` is there")
        Optional<Boolean> exact,

        @Schema(description = "By the name of each member of the arguments, of all of them")
        Optional<Map<String, Field>> fields) {
    private static final String AT = "grant";
    private static final int MAX_FIELDS = 64;

    GrantOffer {
        fields = fields.map(Map::copyOf);
    }

    /** What one member of the arguments must be. */
    @Schema(name = "GrantField", description = "What one member must be: equal to a value, a prefix, or a range")
    record Field(
            @JsonProperty("equals") @Schema(name = "equals", description = "The value, any JSON")
            Optional<CanonicalJson> equal,

            @Schema(description = "How a text begins", minLength = 1)
            Optional<String> prefix,

            @Schema(description = "The least number, included")
            Optional<CanonicalJson> min,

            @Schema(description = "The greatest number, included")
            Optional<CanonicalJson> max) {

        private static final Pattern NUMBER = Pattern.compile("-?\\d.*");

        GrantPattern.Field pattern(String at) {
            Optional<BigDecimal> least = min.map(value -> number(at + ".min", value));
            Optional<BigDecimal> greatest = max.map(value -> number(at + ".max", value));
            return accepted(at, () -> new GrantPattern.Field(equal, prefix, least, greatest));
        }

        private static BigDecimal number(String at, CanonicalJson value) {
            if (!NUMBER.matcher(value.text()).matches()) {
                throw Problem.badRequest(at, at + " is a number").asException();
            }
            return new BigDecimal(value.text());
        }
    }

    /** What the gate is asked to grant. */
    GrantWish wish() {
        Scope wanted = scope(RequestBody.require(AT + ".scope", scope));
        Duration time = duration(RequestBody.require(AT + ".for", holdsFor));
        Optional<GrantPattern> pattern = pattern();
        if (uses.isPresent() != (wanted == Scope.CONVERSATION)
                || uses.filter(number -> number < 1).isPresent()) {
            throw Problem.badRequest(
                            AT + ".uses", AT + ".uses is at least 1, with the scope conversation and only with it")
                    .asException();
        }
        return accepted(AT, () -> new GrantWish(wanted, time, uses, pattern));
    }

    private static Scope scope(String name) {
        return switch (name) {
            case "conversation" -> Scope.CONVERSATION;
            case "requester" -> Scope.REQUESTER;
            default ->
                throw Problem.badRequest(AT + ".scope", AT + ".scope is conversation or requester")
                        .asException();
        };
    }

    private static Duration duration(String text) {
        try {
            Duration time = Duration.parse(text);
            if (time.isPositive()) {
                return time;
            }
        } catch (DateTimeException e) {
            throw notADuration();
        }
        throw notADuration();
    }

    private static RuntimeException notADuration() {
        return Problem.badRequest(AT + ".for", AT + ".for is an ISO 8601 duration longer than nothing, such as PT1H")
                .asException();
    }

    private Optional<GrantPattern> pattern() {
        if (exact.filter(wanted -> !wanted).isPresent()) {
            throw Problem.badRequest(AT + ".exact", AT + ".exact is true or not there")
                    .asException();
        }
        if (exact.isPresent() == fields.isPresent()) {
            throw Problem.badRequest(
                            AT + ".fields", AT + ": either exact is true, or fields says what each member must be")
                    .asException();
        }
        return fields.map(GrantOffer::pattern);
    }

    private static GrantPattern pattern(Map<String, Field> fields) {
        String at = AT + ".fields";
        if (fields.isEmpty() || fields.size() > MAX_FIELDS) {
            throw Problem.badRequest(at, at + " names 1 to " + MAX_FIELDS + " members")
                    .asException();
        }
        Map<String, GrantPattern.Field> patterns = new TreeMap<>();
        fields.forEach((name, field) -> patterns.put(name, field.pattern(at + "." + name)));
        return accepted(at, () -> new GrantPattern(Optional.empty(), Optional.of(patterns)));
    }

    /** What a value says of itself when it is none is written for readers. */
    private static <T> T accepted(String at, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(at, at + ": " + e.getMessage()).asException();
        }
    }
}
