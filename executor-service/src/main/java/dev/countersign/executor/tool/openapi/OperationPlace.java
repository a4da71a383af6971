package dev.countersign.executor.tool.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where an operation stands in a document.
 *
 * @param method in small letters, as documents write it
 */
record OperationPlace(String path, Node pathItem, String method, Node operation) {

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "options", "head", "patch");

    /** All operations of a document. */
    static List<OperationPlace> all(OpenApiDocument document) {
        List<OperationPlace> all = new ArrayList<>();
        document.root()
                .get("paths")
                .ifPresent(paths -> paths.members().forEach((path, item) -> {
                    if (!path.startsWith("x-")) {
                        Node pathItem = document.resolve(item);
                        pathItem.members().forEach((method, operation) -> {
                            if (METHODS.contains(method)) {
                                all.add(new OperationPlace(path, pathItem, method, operation));
                            }
                        });
                    }
                }));
        return all;
    }

    Optional<String> id() {
        return operation.text("operationId");
    }

    /** What people call it who gave it no id. */
    String written() {
        return method.toUpperCase(java.util.Locale.ROOT) + " " + path;
    }
}
