package dev.countersign.planner.model;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;
import static dev.countersign.planner.ScriptedModel.about;
import static dev.countersign.planner.ScriptedModel.calls;
import static dev.countersign.planner.ScriptedModel.json;
import static dev.countersign.planner.ScriptedModel.message;
import static dev.countersign.planner.ScriptedModel.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.countersign.contract.event.Answer.Tokens;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.PromptId;
import dev.countersign.contract.id.TurnId;
import dev.countersign.planner.BrokerAndModel;
import dev.countersign.planner.PlannerConfig;
import dev.countersign.planner.PlannerMetrics;
import dev.countersign.planner.ScriptedModel;
import dev.countersign.planner.ScriptedModel.Call;
import dev.countersign.planner.catalog.CatalogView;
import dev.countersign.planner.conversation.ModelCall;
import dev.countersign.planner.conversation.ModelMessage;
import dev.countersign.planner.conversation.ModelMessage.Role;
import dev.countersign.planner.conversation.ModelReply;
import dev.countersign.planner.conversation.ModelRequest;
import dev.langchain4j.model.chat.ChatModel;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The edge against an OpenAI-compatible endpoint that does what endpoints do. */
@QuarkusTest
@WithTestResource(BrokerAndModel.class)
class ModelCallerIT {
    @Inject
    ModelCaller caller;

    @Inject
    ChatModel chatModel;

    @Inject
    CatalogView catalog;

    @Inject
    PlannerMetrics metrics;

    @Inject
    PlannerConfig config;

    @ConfigProperty(name = "test.model.port")
    int port;

    /** Each test's requests are told apart by it. */
    private final String topic = "topic-" + UUID.randomUUID();

    private ScriptedModel model;

    @BeforeEach
    void connect() {
        model = new ScriptedModel(port);
    }

    @Test
    void shouldTakeSeveralCallsOfOneMessageAsTheyStand() throws InterruptedException {
        model.on(
                about(topic),
                calls(
                        new Call("call_0", "count_emails", "{\"last_n_days\": 5}"),
                        new Call("call_1", "send_email", "{\"recipient\": oops")));

        ModelReply reply = caller.ask(question());

        assertThat(reply.message().orElseThrow().calls())
                .containsExactly(
                        new ModelCall("call_0", "count_emails", "{\"last_n_days\": 5}"),
                        new ModelCall("call_1", "send_email", "{\"recipient\": oops"));
        assertThat(reply.message().orElseThrow().tokens()).isEqualTo(new Tokens(100, 7));
        assertThat(reply.message().orElseThrow().model()).contains("scripted-1");
    }

    @Test
    void shouldComeBackWhenTheEndpointAsks() throws InterruptedException {
        inTurn(aResponse().withStatus(429).withHeader("Retry-After", "1").withBody("slow down"), says("here"));
        Instant start = Instant.now();

        ModelReply reply = caller.ask(question());

        assertThat(reply.message().orElseThrow().text()).contains("here");
        assertThat(Duration.between(start, Instant.now())).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(model.requests(topic)).hasSize(2);
    }

    @Test
    void shouldNotWaitForLongerThanItMay() throws InterruptedException {
        model.on(about(topic), aResponse().withStatus(429).withHeader("Retry-After", "3600"));

        ModelReply reply = caller.ask(question());

        assertThat(reply.failure().orElseThrow()).startsWith("HTTP status 429").contains("calls made: 1");
    }

    @Test
    void shouldGiveUpAfterTheLastRetry() throws InterruptedException {
        model.on(about(topic), aResponse().withStatus(500).withBody("{\"error\": \"overloaded\"}"));

        ModelReply reply = caller.ask(question());

        assertThat(reply.failure().orElseThrow()).startsWith("HTTP status 500").contains("overloaded", "calls made: 4");
        assertThat(model.requests(topic)).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 422})
    void shouldNotRepeatWhatCannotFareBetter(int status) throws InterruptedException {
        model.on(about(topic), aResponse().withStatus(status));

        ModelReply reply = caller.ask(question());

        assertThat(reply.failure().orElseThrow()).startsWith("HTTP status " + status);
        assertThat(model.requests(topic)).hasSize(1);
    }

    @Test
    void shouldAskAgainWhenNoAnswerComesInTime() throws InterruptedException {
        inTurn(says("late").withFixedDelay(4_000), says("in time"));

        ModelReply reply = caller.ask(question());

        assertThat(reply.message().orElseThrow().text()).contains("in time");
    }

    @Test
    void shouldNotBeHeldByAnAnswerInDribs() throws InterruptedException {
        inTurn(says("dribs").withChunkedDribbleDelay(20, 8_000), says("at once"));

        ModelReply reply = caller.ask(question());

        assertThat(reply.message().orElseThrow().text()).contains("at once");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"id\": \"x\", \"choices\": [", "not json", "{}", "[]", "{\"id\": \"x\", \"choices\": []}"})
    void shouldAskAgainWhenTheAnswerCannotBeRead(String body) throws InterruptedException {
        inTurn(json(body), says("readable"));

        ModelReply reply = caller.ask(question());

        assertThat(reply.message().orElseThrow().text()).contains("readable");
    }

    @Test
    void shouldAskAgainWhenTheConnectionBreaks() throws InterruptedException {
        inTurn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER), says("whole"));

        ModelReply reply = caller.ask(question());

        assertThat(reply.message().orElseThrow().text()).contains("whole");
    }

    @Test
    void shouldAskAgainAfterAnEmptyMessageAndSaySoInTheEnd() throws InterruptedException {
        model.on(about(topic), message("{\"role\": \"assistant\", \"content\": \"\"}", "stop"));

        ModelReply reply = caller.ask(question());

        assertThat(reply.failure().orElseThrow())
                .startsWith("the model sent an empty message")
                .contains("calls made: 4");
    }

    @Test
    void shouldCountNothingWhereTheEndpointDoesNot() throws InterruptedException {
        model.on(about(topic), json("""
                {"id": "x", "object": "chat.completion", "model": "m", "choices":
                 [{"index": 0, "message": {"role": "assistant", "content": "hi"}, "finish_reason": "stop"}]}"""));

        ModelReply reply = caller.ask(question());

        assertThat(reply.message().orElseThrow().tokens()).isEqualTo(Tokens.NONE);
    }

    @Test
    void shouldShowTheModelWhatItSaidAndWhatBecameOfIt() throws InterruptedException {
        model.on(about(topic), says("fine"));
        ModelCall call = new ModelCall("call_0", "count_emails", "{\"n\": oops");
        ModelRequest request = request(List.of(
                of(Role.SYSTEM, "be brief", List.of()),
                of(Role.USER, topic, List.of()),
                new ModelMessage(Role.ASSISTANT, Optional.empty(), List.of(call), Optional.empty(), Optional.empty()),
                new ModelMessage(
                        Role.TOOL,
                        Optional.of("INVALID"),
                        List.of(),
                        Optional.of("call_0"),
                        Optional.of("count_emails"))));

        caller.ask(request);

        String body = model.requests(topic).getFirst().getBodyAsString();
        assertThat(body.replaceAll("\\s", ""))
                .contains(
                        "\"role\":\"system\"", "\"tool_call_id\":\"call_0\"", "{\\\"n\\\":oops", "\"temperature\":0.0")
                .doesNotContain("top_p", "penalty");
    }

    @Test
    void shouldFailThePromptAloneWhenNoModelCanBeAskedIt() throws InterruptedException {
        ModelRequest unusable = request(List.of(of(Role.SYSTEM, "\u0001", List.of()), of(Role.USER, topic, List.of())));

        ModelReply reply = caller.ask(unusable);

        assertThat(reply.failure()).contains("the conversation cannot be put to a model");
        assertThat(model.requests(topic)).isEmpty();
    }

    @Test
    void shouldReportNoFailureWhenTheServiceStops() {
        model.on(about(topic), says("too late").withFixedDelay(1_500));
        ModelCaller stopping = new ModelCaller(chatModel, catalog, metrics, config);
        FutureTask<ModelReply> asked = new FutureTask<>(() -> stopping.ask(question()));
        Thread.ofVirtual().start(asked);
        await().until(() -> !model.requests(topic).isEmpty());

        stopping.close();

        assertThatThrownBy(() -> asked.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
        assertThatThrownBy(() -> stopping.ask(question())).isInstanceOf(InterruptedException.class);
    }

    private void inTurn(ResponseDefinitionBuilder first, ResponseDefinitionBuilder then) {
        model.on(about(topic).inScenario(topic).whenScenarioStateIs(STARTED).willSetStateTo("second"), first);
        model.on(about(topic).inScenario(topic).whenScenarioStateIs("second"), then);
    }

    private ModelRequest question() {
        return request(List.of(of(Role.USER, topic, List.of())));
    }

    private static ModelMessage of(Role role, String text, List<ModelCall> calls) {
        return new ModelMessage(role, Optional.of(text), calls, Optional.empty(), Optional.empty());
    }

    private static ModelRequest request(List<ModelMessage> messages) {
        return new ModelRequest(
                new ConversationId("c-1"), new PromptId("p-1"), new TurnId("1"), messages, Optional.empty());
    }
}
