package dev.countersign.executor.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.countersign.contract.event.CatalogEntry.Annotations;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.executor.tool.ToolRegistry.Lookup;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every source of tools keeps. A subclass puts the tools of {@link #TOOLS} behind its kind of source ({@link
 * #open()}) and says what they have seen ({@link OtherSide}):
 *
 * <ul>
 *   <li>{@code note}: described as {@link #NOTE_DESCRIPTION}; takes {@code whole} (integer), {@code number}, {@code text},
 *       {@code items} (texts) and {@code nested} (an object with {@code deep}, an object with {@code digits}, a whole
 *       number, and {@code text}), all required, and {@code absent} (text), which is not; notes what arrives;
 *   <li>{@code give_json}: returns {@link #JSON}; {@code give_text}: returns {@link #TEXT};
 *   <li>{@code give_long}: returns {@link #LONG_LENGTH} times {@code €}; {@code give_binary}: returns bytes that are no
 *       text;
 *   <li>{@code fail}: fails for good, saying {@link #FAILURE};
 *   <li>{@code fail_in_passing}: fails as this kind of source does when trying again may help and nothing has run;
 *   <li>{@code fail_unclear}: breaks off so that nobody can say whether it has run;
 *   <li>{@code hang}: does not answer, and notices when nobody waits any longer.
 * </ul>
 *
 * All but {@code note} take nothing. What the tools return may be wrapped by a protocol, but not what comes out.
 */
public abstract class ToolContractTest {

    protected static final Set<String> TOOLS = Set.of(
            "note",
            "give_json",
            "give_text",
            "give_long",
            "give_binary",
            "fail",
            "fail_in_passing",
            "fail_unclear",
            "hang");

    protected static final String NOTE_DESCRIPTION = "Notes what it is given.";
    protected static final String JSON = """
            {"total": 123456789012345678901234567890, "ok": true, "nothing": null,
             "items": [{"price": 0.1000000000000000055511151231257827021181583404541015625}]}""";
    protected static final String TEXT = "naïve 你好 👋 <b>\"as it is\"</b>";
    protected static final int LONG_LENGTH = 300_000;
    protected static final String FAILURE = "no such account: 42";

    private static final CallKey CALL = CallKey.parse("c-1/call_0");
    private static final Duration REMAINING = Duration.ofSeconds(30);
    private static final Duration PROMPTLY = Duration.ofSeconds(5);
    private static final Duration BACK = Duration.ofSeconds(40);
    private static final String ARGUMENTS = """
            {"whole": 123456789012345678901234567890,
             "number": 0.1000000000000000055511151231257827021181583404541015625,
             "text": "Zoë 你好 👋 \\"quoted\\" back\\\\slash \\n line",
             "items": ["a", "", "ü, b"],
             "nested": {"deep": {"digits": 9007199254740993, "text": "İ"}}}""";

    /** What stands behind the source under test. */
    public interface OtherSide extends AutoCloseable {

        /** The source, not started. */
        ToolSource source();

        /** What {@code note} has been given, in order. */
        List<Noted> noted();

        /** Whether {@code hang} has begun. */
        boolean hanging();

        /** Whether {@code hang} has noticed that nobody waits any longer. */
        boolean givenUp();

        @Override
        void close();
    }

    /**
     * A call of {@code note} as it arrived.
     *
     * @param arguments without {@code absent} where it did not arrive
     */
    public record Noted(CanonicalJson arguments, String idempotencyKey) {}

    /** For a source that can go away. */
    public interface Leaving {

        /** Takes the other side away. */
        void leave();

        /** Brings it back. */
        void comeBack();
    }

    private OtherSide otherSide;
    private ToolRegistry registry;

    /** A fresh other side with the tools. */
    protected abstract OtherSide open() throws Exception;

    /** How the other side leaves and comes back; empty for a source that is always there. */
    protected Optional<Leaving> leaving(OtherSide otherSide) {
        return Optional.empty();
    }

    /** The arguments that a tool of this source takes for these values. */
    protected CanonicalJson argumentsFor(CanonicalJson values) {
        return values;
    }

    @BeforeEach
    void start() throws Exception {
        otherSide = open();
        registry = ToolRegistry.start(
                "executor-service",
                List.of(otherSide.source()),
                Declared.withDefaults(Map.of()),
                Duration.ofSeconds(30));
    }

    @AfterEach
    void end() {
        if (registry != null) {
            registry.close();
        }
        otherSide.close();
    }

    @Test
    void shouldOfferEveryToolAtTheStart() {
        assertThat(registry.all().stream().map(tool -> tool.entry().name().value()))
                .containsExactlyInAnyOrderElementsOf(TOOLS);
        assertThat(registry.sources().values())
                .allSatisfy(state -> assertThat(state.away()).isEmpty());
        assertThat(Tools.find(registry, "note").entry().description()).contains(NOTE_DESCRIPTION);
    }

    @Test
    void shouldOfferSchemasThatFitWhatTheToolsTake() {
        OfferedTool note = Tools.find(registry, "note");

        assertThat(note.schema().misfit(argumentsFor(json(ARGUMENTS)))).isEmpty();
        assertThat(note.schema().misfit(argumentsFor(json("{}")))).isPresent();
        assertThat(note.schema().misfit(argumentsFor(json(ARGUMENTS.replace("\"items\": [", "\"items\": [7, ")))))
                .isPresent();
        assertThat(registry.all().stream()
                        .filter(tool -> !tool.equals(note))
                        .filter(tool ->
                                tool.schema().misfit(CanonicalJson.EMPTY_OBJECT).isPresent())
                        .map(OfferedTool::entry))
                .isEmpty();
    }

    @Test
    void shouldTakeNoHintFromTheSource() {
        assertThat(registry.entries())
                .allSatisfy(entry -> assertThat(entry.annotations()).isEqualTo(Annotations.UNKNOWN));
    }

    @Test
    void shouldHandArgumentsOverDigitForDigit() throws Exception {
        run("note", argumentsFor(json(ARGUMENTS)));

        assertThat(otherSide.noted()).extracting(Noted::arguments).containsExactly(json(ARGUMENTS));
    }

    @Test
    void shouldHandOverTheSameIdempotencyKeyWithEveryAttempt() throws Exception {
        run("note", argumentsFor(json(ARGUMENTS)));
        run("note", argumentsFor(json(ARGUMENTS)));

        assertThat(otherSide.noted())
                .extracting(Noted::idempotencyKey)
                .containsExactly(CALL.toString(), CALL.toString());
    }

    @Test
    void shouldKeepJsonAsJson() throws Exception {
        assertThat(run("give_json")).isEqualTo(json(JSON));
    }

    @Test
    void shouldKeepTextAsText() throws Exception {
        assertThat(run("give_text")).isEqualTo(CanonicalJson.ofValue(TEXT));
    }

    @Test
    void shouldCutALongOutputAndSaySo() throws Exception {
        String output = run("give_long").text();

        assertThat(output).startsWith("\"[truncated: ").contains("€€€");
        assertThat(output.getBytes(StandardCharsets.UTF_8).length)
                .isLessThanOrEqualTo(ToolResult.MAX_OUTPUT_BYTES)
                .isGreaterThan(ToolResult.MAX_OUTPUT_BYTES / 8);
    }

    @Test
    void shouldWithholdWhatIsNotText() throws Exception {
        assertThat(run("give_binary").text()).startsWith("\"[withheld: ");
    }

    @Test
    void shouldThrowWithTheMessageOfAToolThatFails() {
        Throwable thrown = catchThrowable(() -> run("fail"));

        assertThat(thrown).isInstanceOf(Exception.class).isNotInstanceOf(PassingFailureException.class);
        assertThat(thrown).hasMessageContaining(FAILURE);
    }

    @Test
    void shouldTellAFailureThatMayPass() {
        Throwable thrown = catchThrowable(() -> run("fail_in_passing"));

        assertThat(thrown)
                .isInstanceOfSatisfying(
                        PassingFailureException.class,
                        passing -> assertThat(passing.mayHaveRun()).isFalse());
        assertThat(thrown.getMessage()).isNotBlank();
    }

    @Test
    void shouldTellWhereNobodyKnowsWhetherItHasRun() {
        Throwable thrown = catchThrowable(() -> run("fail_unclear"));

        assertThat(thrown)
                .isInstanceOfSatisfying(
                        PassingFailureException.class,
                        passing -> assertThat(passing.mayHaveRun()).isTrue());
        assertThat(thrown.getMessage()).isNotBlank();
    }

    @Test
    void shouldCancelWhatAnInterruptedToolReachesFor() throws Exception {
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Thread worker = Thread.ofVirtual().start(() -> end.complete(catchThrowable(() -> run("hang"))));
        await().atMost(REMAINING).until(otherSide::hanging);

        worker.interrupt();

        assertThat(worker.join(PROMPTLY)).as("the tool's thread ends").isTrue();
        assertThat(end.getNow(null)).as("an interrupted tool returns nothing").isNotNull();
        await().atMost(PROMPTLY).until(otherSide::givenUp);
    }

    @Test
    void shouldTakeItsToolsAwayWithItAndBringThemBack() throws Exception {
        Optional<Leaving> leaving = leaving(otherSide);
        assumeTrue(leaving.isPresent(), "this kind of source is always there");

        leaving.get().leave();

        await().atMost(BACK)
                .untilAsserted(() -> assertThat(registry.lookup(new ToolName("note")))
                        .isInstanceOfSatisfying(
                                Lookup.Away.class,
                                away -> assertThat(away.reason())
                                        .contains(otherSide.source().name())));
        assertThat(registry.all()).isEmpty();

        leaving.get().comeBack();

        await().atMost(BACK)
                .untilAsserted(() -> assertThat(registry.all().stream()
                                .map(tool -> tool.entry().name().value())
                                .collect(Collectors.toSet()))
                        .isEqualTo(TOOLS));
        assertThat(run("give_json")).isEqualTo(json(JSON));
    }

    private CanonicalJson run(String tool) throws Exception {
        return run(tool, CanonicalJson.EMPTY_OBJECT);
    }

    private CanonicalJson run(String tool, CanonicalJson arguments) throws Exception {
        return Tools.find(registry, tool).body().run(new ToolBody.Invocation(arguments, CALL, REMAINING));
    }

    protected static CanonicalJson json(String text) {
        try {
            return CanonicalJson.parse(text);
        } catch (UnreadableException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
