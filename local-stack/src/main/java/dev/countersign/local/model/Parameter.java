package dev.countersign.local.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/** A parameter of a tool: a property of its JSON Schema. */
record Parameter(String name, JsonNode schema, boolean required) {

    private static final Set<String> ADDRESS_WORDS =
            Words.setOf("recipient email mail addressee receiver sender cc bcc");
    private static final Set<String> LINK_WORDS = Words.setOf("url uri link website");
    private static final Set<String> DATE_WORDS = Words.setOf("date deadline birthday");

    /** What kind of value is looked for in the prompt. */
    enum Kind {
        INTEGER,
        NUMBER,
        BOOLEAN,
        CHOICE,
        EMAIL,
        LINK,
        DATE,
        TEXT,
        LIST,
        OBJECT
    }

    String description() {
        return schema.path("description").asText();
    }

    Kind kind() {
        return switch (type()) {
            case "integer" -> Kind.INTEGER;
            case "number" -> Kind.NUMBER;
            case "boolean" -> Kind.BOOLEAN;
            case "array" -> Kind.LIST;
            case "object" -> Kind.OBJECT;
            case String other -> schema.has("enum") ? Kind.CHOICE : textKind();
        };
    }

    /** Words that point at this parameter: those of its name, else of its description. */
    Set<String> words() {
        Set<String> own = Words.setOf(name);
        return own.isEmpty() ? Words.setOf(description()) : own;
    }

    /** An optional type is written as a list with {@code null} in it. */
    private String type() {
        JsonNode type = schema.path("type");
        for (JsonNode each : type) {
            if (!each.asText().equals("null")) {
                return each.asText();
            }
        }
        return type.asText("string");
    }

    private Kind textKind() {
        String format = schema.path("format").asText();
        if (format.equals("email") || isAbout(ADDRESS_WORDS) || isMailAddress() || name.equals("to")) {
            return Kind.EMAIL;
        }
        if (format.equals("uri") || isAbout(LINK_WORDS)) {
            return Kind.LINK;
        }
        return format.startsWith("date") || isAbout(DATE_WORDS) ? Kind.DATE : Kind.TEXT;
    }

    /** The last word is what the value is: an {@code email_body} is a body. */
    private boolean isAbout(Set<String> subjects) {
        List<String> words = Words.of(name);
        return !words.isEmpty() && subjects.contains(words.getLast());
    }

    private boolean isMailAddress() {
        return Words.of(name).stream().anyMatch(ADDRESS_WORDS::contains)
                && Words.of(name).getLast().equals("address");
    }
}
