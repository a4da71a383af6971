package dev.countersign.local.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A tool as a request offers it: a function with a JSON Schema. */
record Tool(String name, String description, List<Parameter> parameters) {

    Tool {
        parameters = List.copyOf(parameters);
    }

    static Tool of(JsonNode tool) {
        JsonNode function = tool.path("function");
        return new Tool(
                function.path("name").asText(),
                function.path("description").asText(),
                Tool.parameters(function.path("parameters")));
    }

    static List<Parameter> parameters(JsonNode schema) {
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        List<Parameter> parameters = new ArrayList<>();
        schema.path("properties")
                .properties()
                .forEach(property -> parameters.add(
                        new Parameter(property.getKey(), property.getValue(), required.contains(property.getKey()))));
        return parameters;
    }

    /** The parameters whose values come one to a call, when a prompt has several. */
    List<Parameter> of(Parameter.Kind kind) {
        return parameters.stream().filter(parameter -> parameter.kind() == kind).toList();
    }
}
