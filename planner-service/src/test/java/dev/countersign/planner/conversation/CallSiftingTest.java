package dev.countersign.planner.conversation;

import static dev.countersign.planner.conversation.Talk.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.event.Answer.Status;
import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.OnRejection;
import dev.countersign.contract.event.ToolRequest;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallSiftingTest {
    private static final PromptOptions EACH = new PromptOptions(GateMode.CALL, OnRejection.STOP, false, 20);

    private final Talk talk = new Talk();

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"a\":", "[1]", "7", "\"x\"", "null", "{\"a\":1,\"a\":2}", "{} {}", "{\"a\":\"\\ud800\"}"})
    void shouldSendArgumentsThatAreNoObjectStraightBack(String arguments) {
        talk.ask("p-1");

        talk.hear("1", new ModelCall("a", "count_emails", arguments));

        assertThat(talk.requests()).isEmpty();
        assertThat(talk.told("a")).startsWith("INVALID").contains("not a JSON object");
        assertThat(talk.turns().getLast().messages().get(1).calls().getFirst().arguments())
                .isEqualTo(arguments);
    }

    @Test
    void shouldTakeNoTextAsNoArguments() {
        talk.ask("p-1");

        talk.hear("1", new ModelCall("a", "list", ""));

        assertThat(talk.requests().getFirst().arguments().text()).isEqualTo("{}");
    }

    @Test
    void shouldSendNoneOfATurnWithAFault() {
        talk.ask("p-1");

        talk.hear("1", call("a"), new ModelCall("b", "count_emails", "no json"), call("c"));

        assertThat(talk.requests()).isEmpty();
        assertThat(talk.told("a")).startsWith("SIBLING_REJECTED").contains("INVALID");
        assertThat(talk.told("b")).startsWith("INVALID");
        assertThat(talk.told("c")).startsWith("SIBLING_REJECTED").doesNotContain("Do not repeat");
    }

    @Test
    void shouldSendTheSoundOnesUnderGateCallAndCountThem() {
        talk.ask("p-1", EACH);

        talk.hear("1", call("a"), new ModelCall("b", "count_emails", "no json"), call("c"));

        assertThat(talk.requests())
                .extracting(request -> request.callId().value())
                .containsExactly("a", "c");
        assertThat(talk.requests())
                .extracting(request -> request.turn().orElseThrow().index())
                .containsExactly(0, 1);
        assertThat(talk.requests())
                .allMatch(request -> request.turn().orElseThrow().size() == 2);
    }

    @Test
    void shouldSendBackTooManyCalls() {
        talk.ask("p-1", EACH);

        talk.hear("1", IntStream.range(0, 65).mapToObj(i -> call("a" + i)).toArray(ModelCall[]::new));

        assertThat(talk.requests()).isEmpty();
        assertThat(talk.told("a64")).contains("at most 64");
    }

    @Test
    void shouldSendAsManyCallsAsATurnHolds() {
        talk.ask("p-1");

        talk.hear("1", IntStream.range(0, 64).mapToObj(i -> call("a" + i)).toArray(ModelCall[]::new));

        assertThat(talk.requests()).hasSize(64);
    }

    @Test
    void shouldMeasureArgumentsAtTheirBound() {
        String head = "{\"a\":\"";
        String fits = head + "x".repeat(ToolRequest.MAX_ARGUMENTS_BYTES - head.length() - 2) + "\"}";
        talk.ask("p-1", EACH);

        talk.hear("1", new ModelCall("a", "t", fits), new ModelCall("b", "t", fits.replace(head, head + "x")));

        assertThat(talk.requests())
                .extracting(request -> request.callId().value())
                .containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\nb", "\u0000"})
    void shouldSendBackUnusableNames(String name) {
        talk.ask("p-1");

        talk.hear("1", new ModelCall("a", name, "{}"));

        assertThat(talk.requests()).isEmpty();
        assertThat(talk.told("a")).startsWith("INVALID").contains("name");
    }

    @Test
    void shouldSendInventedToolsToTheGate() {
        talk.ask("p-1");

        talk.hear("1", new ModelCall("a", "no such tool", "{}"));

        assertThat(talk.requests().getFirst().tool().value()).isEqualTo("no such tool");
    }

    @Test
    void shouldKeepTheModelsIdWhereItIsNew() {
        talk.ask("p-1");
        talk.hear("1", call("call_0"));
        talk.succeed("call_0", "1");

        talk.hear("2", call("call_0"));

        String minted = talk.requests().getLast().callId().value();
        assertThat(minted).isNotEqualTo("call_0").endsWith("-2-0");
        talk.succeed(minted, "2");
        assertThat(talk.turns().getLast().messages())
                .filteredOn(message -> message.role() == ModelMessage.Role.TOOL)
                .allMatch(message -> message.answers().orElseThrow().equals("call_0"));
    }

    @Test
    void shouldMintIdsThatCannotBeUsedAndShowTheModelItsOwn() {
        talk.ask("p-1");

        talk.hear("1", call("not an id!"), call(""), call("x"), call("x"));

        assertThat(talk.requests())
                .extracting(request -> request.callId().value())
                .doesNotHaveDuplicates();
        var shown = talk.state.chapter().steps().getLast().calls();
        assertThat(shown.get(0).asWritten().id()).isEqualTo("not an id!");
        assertThat(shown.get(1).asWritten().id())
                .isEqualTo(shown.get(1).callId().value());
        assertThat(shown.get(2).asWritten().id()).isEqualTo("x");
        assertThat(shown.get(3).asWritten().id())
                .isEqualTo(shown.get(3).callId().value());
    }

    @Test
    void shouldNeverShowTwoCallsOfAMessageUnderOneId() {
        Talk before = new Talk();
        before.ask("p-1");
        before.hear("1", call(""));
        String minted = before.requests().getFirst().callId().value();
        talk.ask("p-1");

        talk.hear("1", call(""), call(minted));

        assertThat(talk.state.chapter().steps().getLast().calls())
                .extracting(shown -> shown.asWritten().id())
                .doesNotHaveDuplicates();
    }

    @Test
    void shouldBoundCorrectionsByTheStepLimit() {
        talk.ask("p-1", new PromptOptions(GateMode.TURN, OnRejection.STOP, false, 2));

        talk.hear("1", new ModelCall("a", "t", "oops"));
        talk.hear("2", new ModelCall("b", "t", "oops"));

        assertThat(talk.answer().status()).isEqualTo(Status.STEP_LIMIT);
    }
}
