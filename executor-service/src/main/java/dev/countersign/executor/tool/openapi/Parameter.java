package dev.countersign.executor.tool.openapi;

import java.util.Locale;

/**
 * A parameter of an operation.
 *
 * @param argument its name among the tool's arguments
 * @param name its name in the request
 * @param schema what it takes, as JSON Schema
 */
record Parameter(
        String argument, String name, Location in, Style style, boolean explode, boolean required, Object schema) {

    /** Where a parameter goes. */
    enum Location {
        PATH,
        QUERY,
        HEADER,
        COOKIE;

        /** As a document writes it. */
        String written() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How a value is written out (OpenAPI, "style"). */
    enum Style {
        /** Elements with commas between. */
        SIMPLE,
        /** As a form has it. */
        FORM,
        /** Elements with spaces between. */
        SPACE_DELIMITED,
        /** Elements with vertical bars between. */
        PIPE_DELIMITED,
        /** Members as {@code name[member]}. */
        DEEP_OBJECT,
        /** The value's JSON text. */
        JSON
    }
}
