package dev.countersign.planner.conversation;

import static dev.countersign.planner.conversation.Talk.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.event.Answer;
import dev.countersign.contract.event.Answer.Status;
import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.OnRejection;
import dev.countersign.contract.event.Prompt;
import dev.countersign.contract.event.RejectedCall.Kind;
import dev.countersign.contract.event.RejectedCall.Reason;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.id.PromptId;
import dev.countersign.contract.id.TurnId;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.topic.Topic;
import dev.countersign.planner.conversation.ConversationCommand.HearModel;
import dev.countersign.planner.conversation.ConversationCommand.Submit;
import dev.countersign.planner.conversation.ModelReply.Said;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConversationSizeTest {
    private static final ConversationLimits SMALL =
            new ConversationLimits(4_000, 8, 2_000, Duration.ofDays(31), Duration.ofDays(7), Duration.ofDays(31));

    private final Talk talk = new Talk(SMALL);

    @Test
    void shouldFailAPromptThatHasNoRoomAndRememberIt() {
        Ask big = Talk.question("p-1", "x".repeat(4_000), Talk.DEFAULTS);

        talk.tell(new Submit(big));

        assertThat(talk.answer().status()).isEqualTo(Status.FAILED);
        assertThat(talk.answer().text()).isEqualTo("conversation too long");
        assertThat(talk.tell(new Submit(big))).isEqualTo(new Decision.Ignored(Decision.Why.REPEATED_PROMPT));
        assertThat(talk.state.idle()).isTrue();
    }

    @Test
    void shouldFailWhenTheModelsMessageHasNoRoom() {
        talk.ask("p-1");

        talk.tell(new HearModel(ModelReply.said(
                new TurnId("1"),
                new Said(Optional.of("x".repeat(4_000)), List.of(), new Answer.Tokens(5, 6), Optional.empty()))));

        assertThat(talk.answer().text()).isEqualTo("conversation too long");
        assertThat(talk.answer().tokens()).isEqualTo(new Answer.Tokens(5, 6));
        assertThat(talk.answer().turns()).isEqualTo(1);
    }

    @Test
    void shouldFailOnceEveryCallHasItsOutcomeWhenAnOutputHasNoRoom() {
        talk.ask("p-1");
        talk.hear("1", call("a"), call("b"));
        talk.succeed("a", "\"" + "x".repeat(4_000) + "\"");
        int before = talk.answers().size();

        talk.succeed("b", "1");

        assertThat(before).isZero();
        assertThat(talk.answer().status()).isEqualTo(Status.FAILED);
        assertThat(talk.answer().text()).isEqualTo("conversation too long");
        assertThat(talk.state.chapters().getFirst().steps().getFirst().open()).isFalse();
    }

    @Test
    void shouldGoOnWithWhatFitsAfterTooLong() {
        talk.ask("p-1");
        talk.tell(new Submit(Talk.question("p-2", "x".repeat(1_500), Talk.DEFAULTS)));
        talk.tell(new HearModel(ModelReply.said(
                new TurnId("1"),
                new Said(Optional.of("y".repeat(2_800)), List.of(), Answer.Tokens.NONE, Optional.empty()))));
        talk.ask("p-3");
        talk.hear("2");

        assertThat(talk.answers())
                .extracting(Answer::status)
                .containsExactly(Status.ANSWERED, Status.FAILED, Status.ANSWERED);
    }

    @Test
    void shouldBoundTheQueueByItsBytes() {
        talk.ask("p-1");

        Decision decision = talk.tell(new Submit(Talk.question("p-2", "x".repeat(2_000), Talk.DEFAULTS)));

        assertThat(decision).isEqualTo(new Decision.Refused(Decision.Why.QUEUE_FULL));
    }

    @Test
    void shouldKeepEveryRecordWithinWhatItsTopicTakes() {
        Talk large = new Talk();
        String quotes = "\"".repeat(120_000);
        large.tell(new Submit(Ask.of(asking(quotes, "\"".repeat(8_192)), new PromptId("p-1"), Talk.DEFAULTS)));
        String arguments = JsonCodec.writeText(Map.of("a", "\\".repeat(32_000)));
        ModelCall[] calls = new ModelCall[18];
        Arrays.setAll(calls, i -> new ModelCall("a" + i, "t", arguments));
        large.hear("1", calls);
        for (ToolRequest request : large.requests()) {
            assertThat(JsonCodec.write(request).length).isLessThan(Topic.MAX_OPEN_BYTES);
            large.succeed(request.callId().value(), JsonCodec.writeText("\"".repeat(100_000)));
        }

        assertThat(large.answer().status()).isEqualTo(Status.FAILED);
        assertThat(JsonCodec.write(large.answer()).length).isLessThan(JsonCodec.MAX_BYTES);
        assertThat(JsonCodec.write(large.state).length).isLessThan(JsonCodec.MAX_BYTES);
    }

    @Test
    void shouldShowOfALongPromptWhatItsProofStandsFor() {
        String quotes = "\"".repeat(48 * 1024 - 1);
        Talk proven = new Talk();
        proven.tell(new Submit(Ask.of(asking(quotes, "y".repeat(8_192)), new PromptId("p-1"), Talk.DEFAULTS)));

        proven.hear("1", new ModelCall("a", "t", JsonCodec.writeText(Map.of("a", "\\".repeat(32_000)))));

        ToolRequest request = proven.requests().getFirst();
        assertThat(request.prompt()).contains(ToolRequest.shown(quotes));
        assertThat(JsonCodec.write(request).length).isLessThan(Topic.MAX_OPEN_BYTES);
    }

    @Test
    void shouldLeaveBehindAProofThatIsLongerThanAny() {
        Talk normal = new Talk();
        normal.tell(new Submit(Ask.of(asking("x", "y".repeat(8_193)), new PromptId("p-1"), Talk.DEFAULTS)));

        normal.hear("1", call("a"));

        assertThat(normal.requests().getFirst().requesterProof()).isEmpty();
    }

    @Test
    void shouldNotMakeAHugeAnswerOfSmallNumbers() {
        Talk talkative = new Talk();
        talkative.ask("p-1", new PromptOptions(GateMode.CALL, OnRejection.CONTINUE, false, 3));
        String numbers = "{\"a\": [" + "1e999,".repeat(16_000) + "0]}";

        for (int turn = 1; turn <= 3; turn++) {
            talkative.hear(Integer.toString(turn), new ModelCall("a", "t", numbers), new ModelCall("b", "t", "{}"));
            talkative.succeed(talkative.requests().getLast().callId().value(), "1");
        }

        assertThat(talkative.answer().status()).isEqualTo(Status.STEP_LIMIT);
        assertThat(talkative.answer().calls()).hasSize(6);
        assertThat(talkative.answer().calls().get(1).output()).contains(Talk.json("1"));
        assertThat(JsonCodec.write(talkative.answer()).length).isLessThan(JsonCodec.MAX_BYTES);
    }

    @Test
    void shouldNotMakeAHugeTextOfSmallArguments() {
        Talk deep = new Talk();
        deep.ask("p-1");
        String arguments = "{\"a\": " + "[".repeat(62) + "1,".repeat(30_000) + "1" + "]".repeat(62) + "}";
        ModelCall[] calls = new ModelCall[16];
        Arrays.setAll(calls, i -> new ModelCall("a" + i, "t", arguments));
        deep.hear("1", calls);
        deep.reject("a0", Kind.REJECTED);
        for (int i = 1; i < calls.length; i++) {
            deep.reject("a" + i, Reason.sibling(Kind.REJECTED));
        }

        assertThat(deep.answer().status()).isEqualTo(Status.NOT_APPROVED);
        assertThat(deep.answer().text())
                .startsWith("Tool invocations not approved:\n\n{")
                .endsWith("…");
        assertThat(deep.answer().text().length()).isLessThan(1_000_000);
        assertThat(deep.answer().calls()).hasSize(16);
        assertThat(JsonCodec.write(deep.answer()).length).isLessThan(JsonCodec.MAX_BYTES);
    }

    private static Prompt asking(String text, String proof) {
        return new Prompt(
                Optional.empty(),
                Optional.empty(),
                text,
                Optional.of("alice"),
                Optional.of(proof),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
