package dev.countersign.contract.json;

import com.networknt.schema.AbsoluteIri;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The JSON Schema (draft 2020-12 unless {@code $schema} says otherwise) of a tool's arguments. References to other
 * documents are never fetched, from the network or from anywhere else; numbers are compared with every digit. What
 * cannot be checked (a pattern that takes too long, references without end) does not fit.
 */
public final class ArgumentsSchema {
    private static final int MOST_TOLD = 5;
    private static final int LONGEST_TOLD = 2_000;

    private static final SchemaRegistryConfig CONFIG = SchemaRegistryConfig.builder()
            .locale(Locale.ENGLISH)
            .pathType(PathType.JSON_POINTER)
            .regularExpressionFactory(BoundedPattern::compile)
            .build();

    private final Schema schema;

    private ArgumentsSchema(Schema schema) {
        this.schema = schema;
    }

    /**
     * Compiles a schema.
     *
     * @throws UnreadableException if it is no schema that can be used
     */
    public static ArgumentsSchema compile(CanonicalJson schema) throws UnreadableException {
        try {
            SchemaRegistry registry = registry();
            if (!registry.getSchema(SchemaLocation.of(dialect(schema)))
                    .validate(schema.text(), InputFormat.JSON)
                    .isEmpty()) {
                throw unusable("it does not follow " + dialect(schema));
            }
            Schema compiled = registry.getSchema(schema.text(), InputFormat.JSON);
            compiled.initializeValidators();
            return new ArgumentsSchema(compiled);
        } catch (SchemaException e) {
            throw unusable(Objects.requireNonNullElse(e.getMessage(), "it refers to what is not there"));
        } catch (RuntimeException | StackOverflowError e) {
            throw unusable("it cannot be compiled");
        }
    }

    private static String dialect(CanonicalJson schema) {
        return schema.isObject() && schema.members().get("$schema") instanceof String named
                ? named
                : SpecificationVersion.DRAFT_2020_12.getDialectId();
    }

    private static SchemaRegistry registry() {
        return SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.nodeReader(new ExactNodeReader())
                        .schemaRegistryConfig(CONFIG)
                        .schemaLoader(
                                loader -> loader.fetchRemoteResources(false).block(ArgumentsSchema::isForeign)));
    }

    /** The drafts' own meta-schemas come with the library; all else would be somebody's document. */
    private static boolean isForeign(AbsoluteIri document) {
        String iri = document.toString();
        return !iri.startsWith("https://json-schema.org/draft/") && !iri.startsWith("http://json-schema.org/draft-");
    }

    private static UnreadableException unusable(String why) {
        return new UnreadableException(UnreadableException.Reason.WRONG_SHAPE, "not a usable JSON Schema: " + why);
    }

    /** Where and why the arguments do not fit: one sentence each, empty when they do. */
    public List<Violation> violations(CanonicalJson arguments) {
        try {
            return schema.validate(arguments.text(), InputFormat.JSON).stream()
                    .map(ArgumentsSchema::violation)
                    .toList();
        } catch (RuntimeException | StackOverflowError e) {
            return List.of(new Violation("", "the arguments cannot be checked against the tool's schema"));
        }
    }

    /**
     * Why the arguments do not fit, for a reader: the first {@value #MOST_TOLD} violations, cut to {@value #LONGEST_TOLD}
     * characters, since they quote what somebody sent; empty when they do.
     */
    public Optional<String> misfit(CanonicalJson arguments) {
        List<Violation> violations = violations(arguments);
        return violations.isEmpty()
                ? Optional.empty()
                : Optional.of(cut(violations.stream()
                        .limit(MOST_TOLD)
                        .map(Violation::toString)
                        .collect(Collectors.joining("; "))));
    }

    private static String cut(String text) {
        if (text.length() <= LONGEST_TOLD) {
            return text;
        }
        int end = LONGEST_TOLD - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }

    private static Violation violation(Error error) {
        return new Violation(error.getInstanceLocation().toString(), error.getMessage());
    }

    /**
     * One reason why arguments do not fit.
     *
     * @param pointer JSON Pointer (RFC 6901) to the value at fault; empty for the whole
     * @param message what is wrong with it
     */
    public record Violation(String pointer, String message) {
        @Override
        public String toString() {
            return (pointer.isEmpty() ? "" : pointer + ": ") + message;
        }
    }
}
