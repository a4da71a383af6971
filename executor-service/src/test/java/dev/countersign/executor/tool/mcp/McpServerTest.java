package dev.countersign.executor.tool.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.contract.event.CatalogEntry.Annotations;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.executor.tool.Declared;
import dev.countersign.executor.tool.PassingFailureException;
import dev.countersign.executor.tool.ToolBody.Invocation;
import dev.countersign.executor.tool.ToolRegistry;
import dev.countersign.executor.tool.ToolRegistry.Lookup;
import dev.countersign.executor.tool.Tools;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers do that nobody asked them to. */
class McpServerTest {

    private static final CallKey CALL = CallKey.parse("c-1/call_0");
    private static final Duration SOON = Duration.ofSeconds(15);

    private McpTestbed testbed;
    private ToolRegistry registry;

    private void open(boolean http, String patterns, String... flags) {
        testbed = McpTestbed.open(http, patterns, flags);
        start();
    }

    private void start() {
        registry = ToolRegistry.start(
                "executor-service", List.of(testbed.source()), Declared.withDefaults(Map.of()), Duration.ofSeconds(30));
    }

    @AfterEach
    void end() {
        if (registry != null) {
            registry.close();
        }
        if (testbed != null) {
            testbed.close();
        }
    }

    private CanonicalJson run(String tool) throws Exception {
        return run(tool, "{}", Duration.ofSeconds(30));
    }

    private CanonicalJson run(String tool, String arguments, Duration remaining) throws Exception {
        return Tools.find(registry, tool).body().run(new Invocation(CanonicalJson.parse(arguments), CALL, remaining));
    }

    private CompletableFuture<Throwable> runAside(String tool) {
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> end.complete(catchThrowable(() -> run(tool))));
        await().atMost(SOON).until(() -> testbed.isCalled(tool));
        return end;
    }

    private void awaitAway(String tool, String reason) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(registry.lookup(new ToolName(tool)))
                        .isInstanceOfSatisfying(
                                Lookup.Away.class,
                                away -> assertThat(away.reason()).contains(reason)));
    }

    private void awaitBack(String tool) {
        await().atMost(Duration.ofSeconds(40))
                .until(() -> registry.lookup(new ToolName(tool)) instanceof Lookup.Offered);
    }

    private static void assertUnclear(Throwable thrown, String reason) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        PassingFailureException.class,
                        passing -> assertThat(passing.mayHaveRun()).isTrue())
                .hasMessageContaining(reason);
    }

    static Stream<Arguments> hostile() {
        return Stream.of(
                arguments(true, "hostile_long_line", "a message of more than 2097152 bytes"),
                arguments(false, "hostile_long_line", "a message of more than 2097152 bytes"));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void shouldEndTheConnectionOverAMessageWithoutEnd(boolean http, String tool, String reason) {
        open(http, tool);

        CompletableFuture<Throwable> end = runAside(tool);

        await().atMost(SOON).until(end::isDone);
        assertUnclear(end.join(), reason);
        awaitBack(tool);
    }

    @Test
    void shouldEndTheConnectionOverNoiseWithoutEnd() {
        open(false, "hostile_noise");

        CompletableFuture<Throwable> end = runAside("hostile_noise");

        await().atMost(SOON).until(end::isDone);
        assertUnclear(end.join(), "more than 2097152 bytes without a message");
        awaitBack("hostile_noise");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldTakeSecretsOutOfWhatComesBack(boolean http) throws Exception {
        open(http, "leak_*", "token");

        assertThat(run("leak_text").text()).isEqualTo("\"it is [secret].\"");
        assertThat(run("leak_json").text()).isEqualTo("{\"[secret]\":[{\"a\":\"[secret]\"}]}");
        assertThat(run("leak_quoted").text()).isEqualTo("\"\\\"[secret]\\\"\"");
        assertThat(run("leak_long").text()).startsWith("\"[truncated: ").doesNotContain("hus");
        assertThat(catchThrowable(() -> run("leak_failure"))).hasMessage("no: [secret]");
        assertThat(catchThrowable(() -> run("leak_error")))
                .hasMessageEndingWith("no: [secret]")
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldKeepSecretsOutOfTheCatalogue(boolean http) throws Exception {
        open(http, "leak_*", "token");

        assertThat(Tools.find(registry, "leak_described").entry().description()).isEqualTo("[secret]");
        assertThat(registry.entries())
                .isNotEmpty()
                .noneMatch(entry -> String.valueOf(entry).contains("hush"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNeitherFillNorHangOnAStreamWithoutEnd(boolean http) throws Exception {
        open(http, "hostile_endless");
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Thread worker = Thread.ofVirtual().start(() -> end.complete(catchThrowable(() -> run("hostile_endless"))));
        await().atMost(SOON).until(() -> testbed.isCalled("hostile_endless"));

        worker.interrupt();

        assertThat(worker.join(Duration.ofSeconds(5))).isTrue();
        assertThat(end.join()).isInstanceOf(InterruptedException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldMakeTextOfWhatIsNone(boolean http) throws Exception {
        open(http, "hostile_*");

        assertThat(run("hostile_bytes").text()).isEqualTo("\"a\uFFFD(\uFFFDz\"");
        assertThat(run("hostile_half").text()).isEqualTo("\"cut \uFFFD\"");
        assertThat(run("hostile_deep").text()).startsWith("\"[withheld: ");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldRefuseWhatAServerAsksFor(boolean http) throws Exception {
        open(http, "hostile_ask_back");

        run("hostile_ask_back");

        await().atMost(SOON).until(() -> testbed.lines("replies").size() == 3);
        assertThat(testbed.lines("replies").toString())
                .contains(
                        "Method not found: sampling/createMessage",
                        "Roots not supported",
                        "\"id\":\"s-3\",\"jsonrpc\"");
        assertThat(TestTools.parse(testbed.lines("initialize").getFirst()).get("capabilities"))
                .isEqualTo(Map.of());
    }

    @Test
    void shouldKeepBlocksAsDataAndWithholdWhatIsBinary() throws Exception {
        open(true, "odd*");
        ObjectMapper mapper = new ObjectMapper();

        JsonNode blocks = mapper.readTree(run("odd_blocks").text());

        assertThat(blocks.get(0)).isEqualTo(mapper.readTree("""
                {"type":"text","text":"<script>alert(1)</script>"}"""));
        assertThat(blocks.get(1)).isEqualTo(mapper.readTree("""
                {"type":"audio","mimeType":"audio/wav","withheld":"6 bytes of audio/wav"}"""));
        assertThat(blocks.get(2)).isEqualTo(mapper.readTree("""
                {"type":"resource_link","uri":"javascript:alert(1)","name":"a link"}"""));
        assertThat(blocks.get(3)).isEqualTo(mapper.readTree("""
                {"type":"resource","uri":"file:///a","mimeType":"text/plain","text":"inside"}"""));
        assertThat(blocks.get(4).path("withheld").asText()).isEqualTo("3 bytes of application/zip");
        assertThat(mapper.readTree(run("odd_rest").text())).hasSize(3);
        assertThat(catchThrowable(() -> run("odd_error"))).hasMessageContaining("error -32602: no such thing");
    }

    @Test
    void shouldOfferWhatTheCatalogueCanHave() throws Exception {
        open(false, "odd.blocks,untyped,half_typed,liar");

        assertThat(registry.all().stream().map(tool -> tool.entry().name().value()))
                .containsExactlyInAnyOrder("odd_blocks", "untyped", "half_typed", "liar");
        assertThat(Tools.find(registry, "untyped").schema().misfit(CanonicalJson.parse("{\"a\":1}")))
                .isPresent();
        assertThat(Tools.find(registry, "half_typed").schema().misfit(CanonicalJson.parse("{\"a\":1}")))
                .isEmpty();
        assertThat(Tools.find(registry, "half_typed").entry().inputSchema().text())
                .contains("\"type\":\"object\"");
        assertThat(Tools.find(registry, "liar").entry().annotations()).isEqualTo(Annotations.UNKNOWN);
    }

    @Test
    void shouldRefuseTwoToolsThatBecomeOneAndSchemasThatAreNone() {
        testbed = McpTestbed.open(true, "twin*", "twins");
        assertThat(catchThrowable(this::start)).hasMessageContaining("two tools are named twin_a");
        testbed.close();

        testbed = McpTestbed.open(true, "bad*", "bad-schema");
        assertThat(catchThrowable(this::start)).hasMessageContaining("bad_schema");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldFollowChangesOfTheTools(boolean http) {
        open(http, "liar,one_more");
        assertThat(registry.lookup(new ToolName("one_more"))).isInstanceOf(Lookup.Unknown.class);
        if (http) {
            await().atMost(SOON).until(() -> testbed.http().isListenedTo());
        }

        testbed.write("more", "");
        if (http) {
            testbed.http().tellChanged();
        } else {
            testbed.write("tell-changed", "");
        }
        awaitBack("one_more");
    }

    @Test
    void shouldNotReadAListWithoutEnd() {
        open(true, "*", "endless-pages");

        awaitAway("note", "its list of tools has no end");
    }

    @Test
    void shouldNotHurryAfterAServerThatNeverStopsChanging() {
        open(false, "note", "restless");

        await().during(Duration.ofSeconds(3))
                .atMost(SOON)
                .until(() -> testbed.lines("lists").size() < 10);
        assertThat(registry.lookup(new ToolName("note"))).isInstanceOf(Lookup.Offered.class);
    }

    @Test
    void shouldNotTakeMoreToolsThanACatalogueIsFor() {
        open(true, "*", "too-many");

        awaitAway("note", "more than 1000 tools");
    }

    @ParameterizedTest
    @ValueSource(strings = {"503", "405", "429", "404"})
    void shouldNotSayThatACallHasFailedWhoseStreamDoesNotGoOn(String status) {
        open(true, "odd_break_off");
        testbed.write("no-rest", status);

        assertUnclear(catchThrowable(() -> run("odd_break_off")), "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"301", "302", "303", "502", "504"})
    void shouldNotSayThatACallHasFailedWhereAnotherAnswersInTheServersPlace(String status) {
        open(true, "fail_in_passing");
        testbed.write("refusal", status);

        assertUnclear(catchThrowable(() -> run("fail_in_passing")), "HTTP " + status);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldSayThatAServerDoesNotAnswer(boolean http) {
        open(http, "note");

        testbed.write(http ? "silent" : "stuck", "");

        awaitAway("note", "it does not answer");
        testbed.remove(http ? "silent" : "stuck");
        awaitBack("note");
    }

    @Test
    void shouldNotTakeABusyServerForOneThatIsAway() throws Exception {
        open(false, "odd_busy");
        CompletableFuture<Throwable> end = runAside("odd_busy");

        await().during(Duration.ofSeconds(4))
                .atMost(SOON)
                .until(() -> registry.lookup(new ToolName("odd_busy")) instanceof Lookup.Offered);
        assertThat(end).isNotDone();
        testbed.write("idle", "");

        await().atMost(SOON).until(end::isDone);
        assertThat(end.join()).isNull();
    }

    @Test
    void shouldSayHowAProcessHasEnded() {
        open(false, "fail_unclear,hang");
        CompletableFuture<Throwable> other = runAside("hang");

        assertUnclear(catchThrowable(() -> run("fail_unclear")), "exit code 137");

        await().atMost(SOON).until(other::isDone);
        assertUnclear(other.join(), "ended while the call ran");
        awaitAway("hang", "exit code 137");
        awaitBack("hang");
    }

    @Test
    void shouldOpenAnotherSessionWhereOneIsForgotten() {
        open(true, "note");

        testbed.http().forgetSessions();

        awaitAway("note", "no longer knows the session");
        awaitBack("note");
    }

    @Test
    void shouldFollowNoRedirect() {
        testbed = McpTestbed.open(true, "note");
        try (HttpTestServer elsewhere = HttpTestServer.start(testbed.folder(), 0)) {
            testbed.write("redirect", elsewhere.url().toString());
            start();

            awaitAway("note", "HTTP 307");
            assertThat(elsewhere.authorizations()).isEmpty();
        }
    }

    @Test
    void shouldGiveTheProgramNoMoreOfTheEnvironmentThanConfigured() {
        open(false, "note");

        assertThat(testbed.lines("environment")).contains("GREETING", "PATH").isSubsetOf("GREETING", "PATH", "HOME");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "stubborn"})
    void shouldEndTheProgramWithinABound(String flag) {
        open(false, "note", flag.isEmpty() ? new String[0] : new String[] {flag});
        ProcessHandle process = testbed.process();
        long began = System.nanoTime();

        testbed.source().close();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        await().atMost(Duration.ofSeconds(1)).until(() -> !process.isAlive());
    }
}
