package dev.countersign.local.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.contract.json.JsonCodec;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OfflineModelTest {

    private static final String REQUEST = """
            {"model": "any", "messages": [{"role": "user", "content": "double 21"}],
             "tools": [{"type": "function", "function": {"name": "double", "description": "Doubles a number.",
               "parameters": {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}}}]}
            """;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void shouldAnswerInTheFormOfAChatCompletion() throws Exception {
        try (OfflineModel model = OfflineModel.start()) {
            HttpResponse<byte[]> response = http.send(post(model, REQUEST), BodyHandlers.ofByteArray());

            assertThat(response.statusCode()).isEqualTo(200);
            JsonNode completion = JsonCodec.read(response.body(), JsonNode.class);
            assertThat(completion.path("model").asText()).isEqualTo(OfflineModel.NAME);
            assertThat(completion.path("usage").path("prompt_tokens").asInt()).isPositive();
            JsonNode choice = completion.path("choices").path(0);
            assertThat(choice.path("finish_reason").asText()).isEqualTo("tool_calls");
            JsonNode call = choice.path("message").path("tool_calls").path(0);
            assertThat(call.path("id").asText()).startsWith("call_");
            assertThat(call.path("function").path("arguments").asText()).isEqualTo("{\"n\":21}");
        }
    }

    @Test
    void shouldListItsModel() throws Exception {
        try (OfflineModel model = OfflineModel.start()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(model.baseUrl() + "models"))
                    .build();

            assertThat(http.send(request, BodyHandlers.ofString()).body()).contains(OfflineModel.NAME);
        }
    }

    @Test
    void shouldRefuseWhatItCannotRead() throws Exception {
        try (OfflineModel model = OfflineModel.start()) {
            for (String body : new String[] {"no JSON", "[]", "{}", "{\"messages\": [{}], \"stream\": true}"}) {
                HttpResponse<String> response = http.send(post(model, body), BodyHandlers.ofString());

                assertThat(response.statusCode()).as(body).isEqualTo(400);
                assertThat(response.body()).contains("invalid_request_error");
            }
        }
    }

    @Test
    void shouldHoldItsReplyAsLongAsTheFileIsThere(@TempDir Path dir) throws Exception {
        Path hold = Files.createFile(dir.resolve("hold"));
        try (OfflineModel model = OfflineModel.start(0, Optional.of(hold))) {
            CompletableFuture<HttpResponse<Void>> reply =
                    http.sendAsync(post(model, REQUEST), BodyHandlers.discarding());
            // A request that needs no reply of the model comes back meanwhile.
            http.send(post(model, "{}"), BodyHandlers.discarding());
            assertThat(reply).isNotDone();

            Files.delete(hold);

            assertThat(reply.get().statusCode()).isEqualTo(200);
        }
    }

    private static HttpRequest post(OfflineModel model, String body) {
        return HttpRequest.newBuilder(URI.create(model.baseUrl() + "chat/completions"))
                .POST(BodyPublishers.ofString(body))
                .build();
    }
}
