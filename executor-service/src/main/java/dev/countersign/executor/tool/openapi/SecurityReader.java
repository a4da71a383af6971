package dev.countersign.executor.tool.openapi;

import dev.countersign.executor.tool.openapi.Credential.Placement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds what an operation's security asks for among the secrets there are. */
final class SecurityReader {

    private final OpenApiDocument document;
    private final String settings;
    private final Map<String, OpenApiSettings.Auth> secrets;
    private final Map<String, Node> schemes = new LinkedHashMap<>();

    /**
     * @param settings where the API's settings are, for messages
     * @throws IllegalArgumentException if a secret is for a scheme that the document does not have
     */
    SecurityReader(OpenApiDocument document, String settings, Map<String, OpenApiSettings.Auth> secrets) {
        this.document = document;
        this.settings = settings;
        this.secrets = secrets;
        document.root()
                .get("components")
                .flatMap(components -> components.get("securitySchemes"))
                .ifPresent(all -> all.members().forEach((name, scheme) -> schemes.put(name, document.resolve(scheme))));
        Set<String> unknown = new TreeSet<>(secrets.keySet());
        unknown.removeAll(schemes.keySet());
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(settings + ".auth names " + String.join(", ", unknown)
                    + ", but the document's security schemes are " + listed(schemes.keySet()));
        }
    }

    /**
     * The credentials of the first alternative for which all secrets are there; those that ask for something come before
     * the one that asks for nothing.
     *
     * @throws IllegalArgumentException if there is no such alternative
     */
    List<Credential> credentials(Node operation) {
        List<Map<String, Node>> alternatives = operation
                .get("security")
                .or(() -> document.root().get("security"))
                .map(all -> all.elements().stream().map(Node::members).toList())
                .orElse(List.of());
        if (alternatives.isEmpty()) {
            return List.of();
        }
        return alternatives.stream()
                .filter(alternative ->
                        !alternative.isEmpty() && secrets.keySet().containsAll(alternative.keySet()))
                .findFirst()
                .or(() -> alternatives.stream().filter(Map::isEmpty).findFirst())
                .map(alternative ->
                        alternative.keySet().stream().map(this::credential).toList())
                .orElseThrow(() -> missing(alternatives));
    }

    private IllegalArgumentException missing(List<Map<String, Node>> alternatives) {
        String wanted = alternatives.stream()
                .map(alternative -> String.join(" and ", alternative.keySet()))
                .collect(Collectors.joining(", or "));
        return new IllegalArgumentException(
                "it asks for the security scheme " + wanted + ", for which there is no secret: set " + settings
                        + ".auth." + alternatives.getFirst().keySet().iterator().next() + ".secret-file");
    }

    private Credential credential(String name) {
        Node scheme = schemes.get(name);
        OpenApiSettings.Auth auth = secrets.get(name);
        if (scheme == null || auth == null) {
            throw new IllegalArgumentException("the document has no security scheme '" + name + "'");
        }
        String setting = settings + ".auth." + name;
        return new Credential(name, placement(setting, scheme, auth), new SecretSource(setting, auth));
    }

    private static Placement placement(String setting, Node scheme, OpenApiSettings.Auth auth) {
        return switch (scheme.require("type").text()) {
            case "apiKey" -> new Placement.ApiKey(location(scheme), name(scheme));
            case "oauth2", "openIdConnect" -> new Placement.Bearer();
            case "http" -> http(setting, scheme, auth);
            default -> throw unusable(scheme);
        };
    }

    private static Placement http(String setting, Node scheme, OpenApiSettings.Auth auth) {
        return switch (scheme.require("scheme").text().toLowerCase(Locale.ROOT)) {
            case "bearer" -> new Placement.Bearer();
            case "basic" ->
                new Placement.Basic(auth.username()
                        .filter(name -> !name.contains(":"))
                        .orElseThrow(() ->
                                new IllegalArgumentException("set " + setting + ".username, a name without a colon")));
            default -> throw unusable(scheme);
        };
    }

    private static Parameter.Location location(Node scheme) {
        return switch (scheme.require("in").text()) {
            case "header" -> Parameter.Location.HEADER;
            case "query" -> Parameter.Location.QUERY;
            case "cookie" -> Parameter.Location.COOKIE;
            default -> throw unusable(scheme);
        };
    }

    private static String name(Node scheme) {
        String name = scheme.require("name").text();
        if (!scheme.require("in").text().equals("query")) {
            HeaderNames.check(name);
        }
        return name;
    }

    private static IllegalArgumentException unusable(Node scheme) {
        return new IllegalArgumentException("the security scheme at " + scheme.place()
                + " cannot be used here: only apiKey, http bearer, http basic, oauth2 and openIdConnect can");
    }

    private static String listed(Set<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", new ArrayList<>(names));
    }
}
