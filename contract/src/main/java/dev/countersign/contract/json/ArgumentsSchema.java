package dev.countersign.contract.json;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;

/**
 * The JSON Schema (draft 2020-12 unless {@code $schema} says otherwise) of a tool's arguments. References to other
 * documents are never fetched.
 */
public final class ArgumentsSchema {
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
            SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_2020_12,
                    builder -> builder.schemaLoader(loader -> loader.fetchRemoteResources(false)));
            Schema compiled = registry.getSchema(schema.text(), InputFormat.JSON);
            compiled.initializeValidators();
            return new ArgumentsSchema(compiled);
        } catch (SchemaException e) {
            throw new UnreadableException(
                    UnreadableException.Reason.WRONG_SHAPE, "not a usable JSON Schema: " + e.getMessage());
        }
    }

    /** Where and why the arguments do not fit: one sentence each, empty when they do. */
    public List<Violation> violations(CanonicalJson arguments) {
        return schema.validate(arguments.text(), InputFormat.JSON).stream()
                .map(ArgumentsSchema::violation)
                .toList();
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
