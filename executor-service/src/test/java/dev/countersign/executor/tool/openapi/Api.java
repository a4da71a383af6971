package dev.countersign.executor.tool.openapi;

import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.executor.tool.Declared;
import dev.countersign.executor.tool.OfferedTool;
import dev.countersign.executor.tool.ToolBody;
import dev.countersign.executor.tool.ToolRegistry;
import dev.countersign.executor.tool.Tools;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The tools of an API, as a registry offers them. */
record Api(ToolRegistry registry) {

    static final Path PETSTORE = document("petstore.yaml");
    static final Path INVOICES = document("invoices.json");

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final CallKey CALL = CallKey.parse("c-1/call_0");

    static Path document(String name) {
        try {
            return Path.of(Objects.requireNonNull(Api.class.getResource("/openapi/" + name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static Api of(OpenApiSettings settings) {
        return new Api(ToolRegistry.start(
                "executor-service",
                List.of(OpenApiTools.of("shop", settings, InstantSource.fixed(NOW))),
                Declared.withDefaults(Map.of()),
                Duration.ofSeconds(5)));
    }

    OfferedTool tool(String name) {
        return Tools.find(registry, name);
    }

    CanonicalJson schema(String name) {
        return tool(name).entry().inputSchema();
    }

    CanonicalJson call(String name, String arguments) throws Exception {
        return call(name, arguments, Duration.ofSeconds(30));
    }

    CanonicalJson call(String name, String arguments, Duration remaining) throws Exception {
        return tool(name).body().run(new ToolBody.Invocation(json(arguments), CALL, remaining));
    }

    static CanonicalJson json(String text) {
        try {
            return CanonicalJson.parse(text);
        } catch (UnreadableException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
