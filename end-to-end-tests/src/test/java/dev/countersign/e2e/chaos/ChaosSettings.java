package dev.countersign.e2e.chaos;

import dev.countersign.local.launch.ToolsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What whoever deploys the executors of a run declares: few slots and low rates, so that calls have to wait. */
final class ChaosSettings {
    private static final String DOCUMENT = """
            {"openapi": "3.0.3", "info": {"title": "Counter", "version": "1"}, "paths": {
              "/bookings": {"post": {"operationId": "create_booking", "summary": "Books seats.",
                "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object",
                  "required": ["ref", "seats"], "additionalProperties": false,
                  "properties": {"ref": {"type": "string"}, "seats": {"type": "integer"}}}}}},
                "responses": {"200": {"description": "booked"}}}},
              "/settings/{ref}": {"put": {"operationId": "put_setting", "summary": "Sets a value.",
                "parameters": [{"name": "ref", "in": "path", "required": true, "schema": {"type": "string"}}],
                "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object",
                  "required": ["value"], "additionalProperties": false,
                  "properties": {"value": {"type": "string"}}}}}},
                "responses": {"200": {"description": "set"}}}}}}
            """;

    private ChaosSettings() {}

    static ToolsFile write(List<ChaosTool> tools, Path folder, String counterUrl) throws IOException {
        Path document = folder.resolve("counter.json");
        Files.writeString(document, DOCUMENT);
        Stream<String> api = Stream.of(
                "countersign.openapi.counter.document=" + document,
                "countersign.openapi.counter.base-url=" + counterUrl,
                "countersign.openapi.counter.operations=*");
        Path file = folder.resolve("tools.properties");
        Files.write(
                file,
                Stream.concat(api, tools.stream().flatMap(ChaosSettings::declared))
                        .toList());
        return ToolsFile.read(file);
    }

    private static Stream<String> declared(ChaosTool tool) {
        return Stream.of(
                        "idempotent-hint=" + tool.isIdempotent(),
                        "retries=" + (tool.attempts() - 1),
                        "timeout=" + CounterServer.PATIENCE.toSeconds() + "s",
                        "concurrency=2",
                        "rate-limit=5",
                        "rate-period=1s")
                .map(setting -> "countersign.tools.%s.%s".formatted(tool.toolName(), setting));
    }
}
