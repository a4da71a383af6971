package dev.countersign.planner;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.not;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;

import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.http.RequestMethod;
import com.github.tomakehurst.wiremock.matching.RequestPatternBuilder;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.countersign.contract.json.JsonCodec;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An OpenAI-compatible endpoint that says what a test tells it to. */
public final class ScriptedModel {
    private static final String PATH = "/v1/chat/completions";
    private static final String HAS_OUTCOME = "$.messages[?(@.role == 'tool')]";

    private final WireMock wireMock;

    public ScriptedModel(int port) {
        this.wireMock = new WireMock("127.0.0.1", port);
    }

    /** A request that holds a text. */
    public static MappingBuilder about(String text) {
        return post(urlPathEqualTo(PATH)).withRequestBody(containing(text));
    }

    /** A request that holds a text and no outcome of a tool. */
    public static MappingBuilder first(String text) {
        return about(text).withRequestBody(not(matchingJsonPath(HAS_OUTCOME)));
    }

    /** A request that holds a text and the outcome of a tool. */
    public static MappingBuilder afterOutcome(String text) {
        return about(text).withRequestBody(matchingJsonPath(HAS_OUTCOME));
    }

    public void on(MappingBuilder request, ResponseDefinitionBuilder response) {
        wireMock.register(request.willReturn(response));
    }

    public List<LoggedRequest> requests(String text) {
        return wireMock.find(RequestPatternBuilder.newRequestPattern(RequestMethod.POST, urlPathEqualTo(PATH))
                .withRequestBody(containing(text)));
    }

    public static ResponseDefinitionBuilder says(String text) {
        return message("{\"role\":\"assistant\",\"content\":%s}".formatted(JsonCodec.writeText(text)), "stop");
    }

    public static ResponseDefinitionBuilder calls(Call... calls) {
        String all = List.of(calls).stream()
                .map(call -> JsonCodec.writeText(Map.of(
                        "id",
                        call.id(),
                        "type",
                        "function",
                        "function",
                        Map.of("name", call.tool(), "arguments", call.arguments()))))
                .collect(Collectors.joining(","));
        return message("{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[%s]}".formatted(all), "tool_calls");
    }

    public static ResponseDefinitionBuilder message(String message, String finish) {
        return json("""
                {"id": "chatcmpl-1", "object": "chat.completion", "created": 1700000000, "model": "scripted-1",
                 "choices": [{"index": 0, "message": %s, "finish_reason": "%s"}],
                 "usage": {"prompt_tokens": 100, "completion_tokens": 7, "total_tokens": 107}}
                """.formatted(message, finish));
    }

    public static ResponseDefinitionBuilder json(String body) {
        return aResponse()
                .withStatus(200)
                .withHeader("Content-Type", "application/json")
                .withBody(body);
    }

    public record Call(String id, String tool, String arguments) {}
}
