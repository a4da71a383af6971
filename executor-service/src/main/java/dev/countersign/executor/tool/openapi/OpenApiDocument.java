package dev.countersign.executor.tool.openapi;

import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.UnreadableException;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * An OpenAPI document. References lead within it; one that leads elsewhere is refused, not followed.
 *
 * @param nullable whether schemas are those of 3.0, with {@code nullable} and the rest, and not JSON Schema as in 3.1
 */
record OpenApiDocument(Node root, boolean nullable) {

    private static final long MAX_BYTES = 8 * 1024 * 1024;
    private static final int MOST_HOPS = 32;

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it is no OpenAPI document of these versions
     */
    static OpenApiDocument read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IllegalArgumentException("the file has more than " + MAX_BYTES + " bytes");
            }
            return parse(Files.readString(file));
        } catch (IOException e) {
            throw new IllegalArgumentException("the file cannot be read", e);
        }
    }

    static OpenApiDocument parse(String text) {
        Node root = new Node(tree(text).members(), "");
        String version = root.text("openapi")
                .orElseThrow(
                        () -> new IllegalArgumentException("there is no 'openapi': only OpenAPI 3.0 and 3.1 are read"));
        if (!version.matches("3\\.[01](\\..*)?")) {
            throw new IllegalArgumentException("OpenAPI " + version + " is not read here, only 3.0 and 3.1");
        }
        return new OpenApiDocument(root, version.startsWith("3.0"));
    }

    private static CanonicalJson tree(String text) {
        try {
            CanonicalJson tree = text.stripLeading().startsWith("{")
                    ? CanonicalJson.parse(text)
                    : CanonicalJson.ofValue(Objects.requireNonNullElse(YamlTree.read(text), "nothing"));
            if (!tree.isObject()) {
                throw new IllegalArgumentException("the document is no object");
            }
            return tree;
        } catch (UnreadableException e) {
            throw new IllegalArgumentException(e.detail(), e);
        }
    }

    /**
     * What a node stands for, if it is a reference.
     *
     * @throws IllegalArgumentException if it refers to what is not in this document
     */
    Node resolve(Node node) {
        Node at = node;
        for (int hops = 0; hops < MOST_HOPS; hops++) {
            Optional<String> reference = at.text("$ref");
            if (reference.isEmpty()) {
                return at;
            }
            at = find(reference.get());
        }
        throw new IllegalArgumentException(node.place() + " refers to itself");
    }

    /** What a reference refers to, be it a reference itself. */
    Node find(String reference) {
        if (!reference.startsWith("#/") && !reference.equals("#")) {
            throw new IllegalArgumentException("the reference '" + reference
                    + "' leads out of the document, which is never followed: put what it refers to into the document");
        }
        Node at = root;
        String pointer = URLDecoder.decode(reference.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
        if (pointer.isEmpty()) {
            return at;
        }
        for (String step : pointer.substring(1).split("/", -1)) {
            at = at.step(step.replace("~1", "/").replace("~0", "~"))
                    .orElseThrow(() -> new IllegalArgumentException("nothing is at '" + reference + "'"));
        }
        return at;
    }
}
