package dev.countersign.executor.tool.openapi;

import dev.countersign.contract.json.CanonicalJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An operation of an API, ready to be called.
 *
 * @param id its {@code operationId}
 * @param method GET, POST, …
 * @param path its template, such as {@code /pets/{petId}}
 * @param credentials what proves who calls; all of them
 * @param inputSchema of the tool's arguments
 */
record Operation(
        String id,
        String method,
        String path,
        String description,
        List<Parameter> parameters,
        Optional<Body> body,
        List<Credential> credentials,
        CanonicalJson inputSchema) {

    /** The name of the argument that holds the body. */
    static final String BODY = "body";

    Operation {
        parameters = List.copyOf(parameters);
        credentials = List.copyOf(credentials);
    }

    /** A request's body. */
    sealed interface Body {

        /** The media type it is sent as. */
        String mediaType();

        /** A JSON text. */
        record Json(String mediaType) implements Body {}

        /**
         * A form in one line.
         *
         * @param fields how fields are written that the document says something of
         */
        record Form(String mediaType, Map<String, Field> fields) implements Body {
            public Form {
                fields = Map.copyOf(fields);
            }
        }
    }

    /** How a field of a form is written. */
    record Field(Parameter.Style style, boolean explode) {}
}
