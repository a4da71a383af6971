package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import dev.countersign.contract.topic.Topic;
import dev.countersign.e2e.RecordingApi.Received;
import dev.countersign.local.launch.ServiceKind;
import dev.countersign.local.launch.ToolsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operations that OpenAPI documents describe are tools, and each approved call is one request, as approved. */
class OpenApiToolsIT {
    private static final Path DOCUMENTS = Stack.CHECKOUT.resolve("end-to-end-tests/src/test/resources/tools");
    private static final String KEY = "key-6f1d0c2b9a";
    private static final String TOKEN = "token-93be55d1c0";
    private static final String ORDER = """
            {"customer":"a/b ü?","notify":["mail","a&b=c"],"X-Channel":"agent","body":{"lines":[{"sku":"s-1","quantity":2,\
            "options":{"gift":null,"note":"“hi”"}},{"sku":"s-2","quantity":12345678901234567890}],\
            "address":{"street":"x","geo":[52.5200001,-0.1]}}}""";

    @TempDir
    private static Path folder;

    private static RecordingApi petstore;
    private static RecordingApi shop;
    private static Stack stack;
    private static Person alice;

    @BeforeAll
    static void start() throws IOException {
        petstore = RecordingApi.start((request, exchange) ->
                RecordingApi.send(exchange, 200, "[{\"id\":9007199254740993,\"name\":\"Rex\",\"tag\":\"dog\"}]"));
        shop = RecordingApi.start(OpenApiToolsIT::echo);
        Files.writeString(folder.resolve("key"), KEY + "\n");
        Path tools = Files.writeString(folder.resolve("tools.properties"), """
                countersign.openapi.petstore.document=%1$s/petstore.yaml
                countersign.openapi.petstore.base-url=%2$s/v1
                countersign.openapi.petstore.operations=*
                countersign.openapi.shop.document=%1$s/shop.yaml
                countersign.openapi.shop.base-url=%3$s
                countersign.openapi.shop.operations=placeOrder
                countersign.openapi.shop.prefix=shop_
                countersign.openapi.shop.auth.key.secret-file=key
                countersign.openapi.shop.auth.session.secret=${SHOP_TOKEN}
                countersign.tools.listPets.read-only-hint=true
                """.formatted(
                        DOCUMENTS.toAbsolutePath().normalize(), petstore.url(), shop.url()));
        stack = Stack.start(config ->
                config.withTools(ToolsFile.read(tools)).withExtra(ServiceKind.EXECUTOR, Map.of("SHOP_TOKEN", TOKEN)));
        alice = stack.person("alice");
        Await.untilTrue(
                "the tools are known to the gate", Stack.SOON, () -> offered().contains("shop_placeOrder"));
    }

    /** A server that repeats all that it was sent, secrets included. */
    private static void echo(Received request, HttpExchange exchange) throws IOException {
        RecordingApi.send(
                exchange,
                201,
                "{\"seen\":%s}".formatted(Json.text(request.headers().toString())));
    }

    @AfterAll
    static void stop() throws Exception {
        stack.close();
        petstore.close();
        shop.close();
    }

    @Test
    void shouldSendExactlyWhatWasApprovedOnce() {
        String conversation =
                stack.ask("call createPets {\"body\":{\"id\":9007199254740993,\"name\":\"Rex\",\"tag\":\"dog\"}}");
        JsonNode card = alice.awaitPending(conversation);
        assertThat(petstore.received(conversation)).isEmpty();

        alice.approve(card);

        stack.awaitAnswer(conversation, Stack.SOON);
        assertThat(petstore.received(conversation)).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.target()).isEqualTo("/v1/pets");
            assertThat(request.header("Content-Type").orElseThrow()).startsWith("application/json");
            assertThat(request.header("Idempotency-Key")).contains(conversation + "/call_0");
            assertThat(request.header("Host")).contains("127.0.0.1:" + petstore.port());
            assertThat(request.body()).isEqualTo("{\"id\":9007199254740993,\"name\":\"Rex\",\"tag\":\"dog\"}");
        });
    }

    @Test
    void shouldEncodeWhatStandsInPathAndQueryAndKeepTheAnswersDigits() {
        String conversation = stack.ask("""
                call listPets {"limit":2,"tags":["a b","c&d=e"]}
                call showPetById {"petId":"a/b?x=1#y%2e"}
                """, "\"gate\":\"call\"");

        alice.awaitPending(conversation, 2).forEach(alice::approve);

        stack.awaitAnswer(conversation, Stack.SOON);
        assertThat(petstore.received(conversation))
                .extracting(request -> request.method() + " " + request.target())
                .containsExactlyInAnyOrder(
                        "GET /v1/pets?limit=2&tags=a%20b&tags=c%26d%3De", "GET /v1/pets/a%2Fb%3Fx%3D1%23y%252e");
        assertThat(stack.awaitResult(conversation, "call_0", Stack.SOON)
                        .path("output")
                        .toString())
                .isEqualTo("[{\"id\":9007199254740993,\"name\":\"Rex\",\"tag\":\"dog\"}]");
    }

    @Test
    void shouldProveWhoCallsAndTellNobodyHow() throws IOException {
        String conversation = stack.ask("call shop_placeOrder " + ORDER);
        JsonNode card = alice.awaitPending(conversation);

        alice.approve(card);

        JsonNode result = stack.awaitResult(conversation, "call_0", Stack.SOON);
        stack.awaitAnswer(conversation, Stack.SOON);
        assertThat(shop.received(conversation)).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.target()).isEqualTo("/customers/a%2Fb%20%C3%BC%3F/orders?notify=mail&notify=a%26b%3Dc");
            assertThat(request.header("X-Channel")).contains("agent");
            assertThat(request.header("X-Api-Key")).contains(KEY);
            assertThat(request.header("Authorization")).contains("Bearer " + TOKEN);
            assertThat(Json.read(request.body())).isEqualTo(Json.read(ORDER).path("body"));
        });
        assertThat(result.path("status").asText()).isEqualTo("SUCCEEDED");
        assertThat(result.path("output").path("seen").asText()).contains("[secret]");
        assertThat(everythingAnybodyCanRead(card)).isNotEmpty().noneMatch(OpenApiToolsIT::tells);
    }

    @Test
    void shouldSendNothingThatWasRejected() {
        String conversation = stack.ask("call shop_placeOrder " + ORDER);

        alice.reject(alice.awaitPending(conversation), "not today");

        assertThat(stack.awaitAnswer(conversation, Stack.SOON).path("status").asText())
                .isEqualTo("NOT_APPROVED");
        assertThat(shop.received(conversation)).isEmpty();
    }

    @Test
    void shouldSendWhatAPersonWroteInTheModelsPlace() {
        String conversation = stack.ask("call shop_placeOrder " + ORDER);
        JsonNode card = alice.awaitPending(conversation);

        assertThat(alice.edit(card, "{\"customer\":\"c\",\"body\":{\"lines\":[]}}")
                        .statusCode())
                .isEqualTo(422);
        alice.edit(card, "{\"customer\":\"c\",\"body\":{\"lines\":[{\"sku\":\"s-1\",\"quantity\":1}]}}");

        stack.awaitAnswer(conversation, Stack.SOON);
        assertThat(shop.received(conversation)).singleElement().satisfies(request -> {
            assertThat(request.target()).isEqualTo("/customers/c/orders");
            assertThat(Json.read(request.body()))
                    .isEqualTo(Json.read("{\"lines\":[{\"sku\":\"s-1\",\"quantity\":1}]}"));
        });
    }

    @Test
    void shouldOfferWhatTheDocumentsDescribe() {
        assertThat(offered())
                .contains("listPets", "createPets", "showPetById", "shop_placeOrder", "count_emails", "send_email");
    }

    private static List<String> offered() {
        List<String> names = new ArrayList<>();
        Json.read(alice.get("/api/tools").body())
                .path("tools")
                .forEach(tool -> names.add(tool.path("name").asText()));
        return names;
    }

    private static boolean tells(String text) {
        return text.contains(KEY) || text.contains(TOKEN);
    }

    private static List<String> everythingAnybodyCanRead(JsonNode card) throws IOException {
        List<String> texts = new ArrayList<>(EveryTopic.read(stack.bootstrapServers()));
        assertThat(texts).anyMatch(text -> text.startsWith(Topic.TOOL_RESULTS.topicName()));
        texts.add(alice.get(Person.path(card)).body());
        texts.add(alice.get("/api/tools").body());
        try (Stream<Path> logs = Files.list(stack.services().data().root().resolve("logs"))) {
            for (Path log : logs.toList()) {
                texts.add(Files.readString(log));
            }
        }
        return texts;
    }
}
