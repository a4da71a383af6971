package dev.countersign.executor.tool.openapi;

import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.executor.tool.ToolContractTest;
import dev.countersign.executor.tool.ToolSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;

/** HTTP APIs keep what every source of tools keeps. */
class OpenApiToolContractTest extends ToolContractTest {

    private static final String NOTE = """
            openapi: 3.0.3
            info: {title: Notes, version: "1"}
            paths:
              /note:
                post:
                  operationId: note
                  description: Notes what it is given.
                  requestBody:
                    required: true
                    content:
                      application/json:
                        schema: {$ref: '#/components/schemas/Note'}
                  responses: {204: {description: noted}}
            """;
    private static final String SCHEMAS = """
            components:
              schemas:
                Note:
                  type: object
                  required: [whole, number, text, items, nested]
                  properties:
                    whole: {type: integer}
                    number: {type: number}
                    text: {type: string}
                    items: {type: array, items: {type: string}}
                    nested:
                      type: object
                      properties:
                        deep:
                          type: object
                          properties: {digits: {type: integer}, text: {type: string}}
                    absent: {type: string}
            """;

    @TempDir
    Path dir;

    @Override
    protected OtherSide open() throws IOException {
        String others = TOOLS.stream()
                .filter(tool -> !tool.equals("note"))
                .map(tool -> "  /" + tool + ":\n    get: {operationId: " + tool + ", responses: {}}\n")
                .collect(Collectors.joining());
        return new Notes(Files.writeString(dir.resolve("api.yaml"), NOTE + others + SCHEMAS));
    }

    @Override
    protected CanonicalJson argumentsFor(CanonicalJson values) {
        return CanonicalJson.ofValue(Map.of("body", values));
    }

    static final class Notes implements OtherSide {

        private final List<Noted> noted = new CopyOnWriteArrayList<>();
        private final HttpPeer server = new HttpPeer(this::handle);
        private final Path document;
        private volatile boolean hanging;
        private volatile boolean givenUp;

        Notes(Path document) {
            this.document = document;
        }

        @Override
        public ToolSource source() {
            return OpenApiTools.of("notes", ApiSettings.of(document, server.url(), "*"), Clock.systemUTC());
        }

        @Override
        public List<Noted> noted() {
            return noted;
        }

        @Override
        public boolean hanging() {
            return hanging;
        }

        @Override
        public boolean givenUp() {
            return givenUp;
        }

        @Override
        public void close() {
            server.close();
        }

        private void handle(HttpPeer.Request request, HttpPeer.Wire wire) throws IOException {
            switch (request.target()) {
                case "/note" -> {
                    noted.add(new Noted(json(request.body()), request.headers().get("idempotency-key")));
                    wire.answer("204 No Content", "", "");
                }
                case "/give_json" -> wire.answer("200 OK", "application/json", JSON);
                case "/give_text" -> wire.answer("200 OK", "text/plain; charset=utf-8", TEXT);
                case "/give_long" -> wire.answer("200 OK", "text/plain", "€".repeat(LONG_LENGTH));
                case "/give_binary" -> wire.answer("200 OK", "image/png", new byte[] {(byte) 0x89, 'P', 'N', 'G'});
                case "/fail" -> wire.answer("404 Not Found", "application/json", "{\"error\":\"" + FAILURE + "\"}");
                case "/fail_in_passing" -> wire.answer("503 Service Unavailable", "text/plain", "busy");
                case "/fail_unclear" -> wire.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbeg");
                case "/hang" -> {
                    hanging = true;
                    wire.untilHungUp();
                    givenUp = true;
                }
                default -> wire.answer("404 Not Found", "text/plain", "no such path");
            }
        }
    }
}
