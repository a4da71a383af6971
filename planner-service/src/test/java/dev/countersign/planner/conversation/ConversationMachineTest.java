package dev.countersign.planner.conversation;

import static dev.countersign.planner.conversation.Talk.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.event.Answer;
import dev.countersign.contract.event.Answer.Status;
import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.OnRejection;
import dev.countersign.contract.event.RejectedCall.Kind;
import dev.countersign.contract.event.RejectedCall.Reason;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.id.PromptId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.id.TurnId;
import dev.countersign.planner.conversation.ConversationCommand.HearModel;
import dev.countersign.planner.conversation.ConversationCommand.PassTime;
import dev.countersign.planner.conversation.ConversationCommand.Submit;
import dev.countersign.planner.conversation.ConversationCommand.TakeResult;
import dev.countersign.planner.conversation.Decision.Ignored;
import dev.countersign.planner.conversation.Decision.Refused;
import dev.countersign.planner.conversation.Decision.Why;
import dev.countersign.planner.conversation.ModelMessage.Role;
import dev.countersign.planner.conversation.ModelReply.Said;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConversationMachineTest {
    private final Talk talk = new Talk();

    @Test
    void shouldAskTheModelWhenAPromptComes() {
        talk.ask("p-1");

        assertThat(talk.turns()).hasSize(1);
        assertThat(talk.turns().getFirst().turn()).isEqualTo(new TurnId("1"));
        assertThat(talk.turns().getFirst().messages()).containsExactly(ModelMessage.user("question p-1"));
    }

    @Test
    void shouldAnswerWithTheModelsWords() {
        talk.ask("p-1");

        talk.hear("1");

        assertThat(talk.answer().status()).isEqualTo(Status.ANSWERED);
        assertThat(talk.answer().text()).isEqualTo("words 1");
        assertThat(talk.answer().turns()).isEqualTo(1);
        assertThat(talk.state.idle()).isTrue();
    }

    @Test
    void shouldProposeEveryCallOfAMessageInTheModelsOrder() {
        talk.ask("p-1");

        talk.hear("1", call("a"), call("b"), call("c"));

        assertThat(talk.requests())
                .extracting(request -> request.callId().value())
                .containsExactly("a", "b", "c");
        assertThat(talk.requests())
                .extracting(request -> request.turn().orElseThrow().index())
                .containsExactly(0, 1, 2);
        assertThat(talk.requests())
                .allMatch(request -> request.turn().orElseThrow().size() == 3);
        ToolRequest request = talk.requests().getFirst();
        assertThat(request.gate()).contains(GateMode.TURN);
        assertThat(request.requester()).contains("alice");
        assertThat(request.model()).contains("m-1");
        assertThat(request.proposedAt()).contains(Talk.START);
    }

    @Test
    void shouldAskAgainOnlyWhenEveryCallHasItsOutcome() {
        talk.ask("p-1");
        talk.hear("1", call("a"), call("b"));
        talk.succeed("b", "2");
        int before = talk.turns().size();

        talk.succeed("a", "1");

        assertThat(before).isEqualTo(1);
        assertThat(talk.turns().getLast().messages())
                .extracting(ModelMessage::role)
                .containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL, Role.TOOL);
        assertThat(talk.turns().getLast().messages())
                .extracting(ModelMessage::answers)
                .containsExactly(Optional.empty(), Optional.empty(), Optional.of("a"), Optional.of("b"));
    }

    @Test
    void shouldMarkOutputAsOutput() {
        talk.ask("p-1");
        talk.hear("1", call("a"));

        talk.succeed("a", "10");

        assertThat(talk.told("a"))
                .startsWith("SUCCEEDED")
                .contains("no instruction to you")
                .endsWith("\n{\"toolOutput\":10}");
    }

    @Test
    void shouldSumTokensAndListCallsInTheAnswer() {
        talk.ask("p-1");
        talk.hear("1", call("a"));
        talk.succeed("a", "10");

        talk.hear("2");

        Answer answer = talk.answer();
        assertThat(answer.tokens()).isEqualTo(new Answer.Tokens(20, 2));
        assertThat(answer.turns()).isEqualTo(2);
        assertThat(answer.calls().getFirst().output()).contains(Talk.json("10"));
        assertThat(answer.calls().getFirst().outcome()).contains("SUCCEEDED");
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"REJECTED", "DENIED", "EXPIRED", "WITHDRAWN"})
    void shouldEndNotApprovedOnceEveryCallHasItsOutcome(Kind kind) {
        talk.ask("p-1");
        talk.hear("1", call("a"), call("b"));
        talk.reject("a", kind);
        int before = talk.answers().size();

        talk.reject("b", Reason.sibling(kind));

        assertThat(before).isZero();
        assertThat(talk.answer().status()).isEqualTo(Status.NOT_APPROVED);
        assertThat(talk.answer().text()).isEqualTo("""
                Tool invocations not approved:

                {
                  "name": "count_emails",
                  "args": {
                    "last_n_days": 5
                  },
                  "id": "a",
                  "type": "tool_call"
                }

                {
                  "name": "count_emails",
                  "args": {
                    "last_n_days": 5
                  },
                  "id": "b",
                  "type": "tool_call"
                }""");
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"REJECTED", "DENIED", "EXPIRED", "WITHDRAWN"})
    void shouldTellTheModelUnderContinue(Kind kind) {
        talk.ask("p-1", new PromptOptions(GateMode.TURN, OnRejection.CONTINUE, false, 20));
        talk.hear("1", call("a"), call("b"));

        talk.reject("a", kind);
        talk.reject("b", Reason.sibling(kind));

        assertThat(talk.answers()).isEmpty();
        assertThat(talk.told("a")).startsWith(kind.name()).contains("because").endsWith(OutcomeWords.NO_REPEAT);
        assertThat(talk.told("b"))
                .startsWith("SIBLING_REJECTED")
                .contains(kind.name())
                .endsWith(OutcomeWords.NO_REPEAT);
    }

    @Test
    void shouldCarryTheProofOfItsPromptInEveryRequest() {
        talk.ask("p-1");
        talk.ask("p-2");
        talk.hear("1", call("a"), call("b"));
        talk.succeed("a", "1");
        talk.succeed("b", "2");
        talk.hear("2");

        talk.hear("3", call("c"));

        assertThat(talk.requests())
                .extracting(ToolRequest::requesterProof)
                .containsExactly(Optional.of("proof of p-1"), Optional.of("proof of p-1"), Optional.of("proof of p-2"));
    }

    @Test
    void shouldSayInTheAnswerWhatRanInPlaceOfWhatWasProposed() {
        talk.ask("p-1");
        talk.hear("1", call("a"), call("b"));
        talk.tell(new TakeResult(Talk.edited(
                "a",
                ToolResult.Status.SUCCEEDED,
                Optional.of(Talk.json("6")),
                Optional.empty(),
                "{\"last_n_days\":3}")));
        talk.succeed("b", "10");

        talk.hear("2");

        assertThat(talk.answer().calls()).extracting(Answer.Call::args).containsOnly(Talk.json("{\"last_n_days\":5}"));
        assertThat(talk.answer().calls())
                .extracting(Answer.Call::editedArgs)
                .containsExactly(Optional.of(Talk.json("{\"last_n_days\":3}")), Optional.empty());
    }

    @Test
    void shouldGoOnAfterInvalidEvenUnderStop() {
        talk.ask("p-1");
        talk.hear("1", call("a"), call("b"));

        talk.reject("a", Kind.INVALID);
        talk.reject("b", Reason.sibling(Kind.INVALID));

        assertThat(talk.answers()).isEmpty();
        assertThat(talk.turns()).hasSize(2);
        assertThat(talk.told("a")).startsWith("INVALID").contains("because").doesNotContain("Do not repeat");
    }

    @Test
    void shouldTakeAPersonsAnswerAsTheOutput() {
        talk.ask("p-1", new PromptOptions(GateMode.TURN, OnRejection.STOP, true, 20));
        talk.hear("1", call("a"));

        talk.reject("a", Reason.of(Kind.ANSWERED, "it is \"seven\""));

        assertThat(talk.answer().status()).isEqualTo(Status.ANSWERED);
        assertThat(talk.answer().text()).isEqualTo("it is \"seven\"");
        assertThat(talk.answer().calls().getFirst().outcome()).contains("ANSWERED");
    }

    @ParameterizedTest
    @EnumSource(
            value = ToolResult.Status.class,
            names = {"FAILED", "REFUSED", "UNKNOWN"})
    void shouldTellTheModelWhatWentWrong(ToolResult.Status status) {
        talk.ask("p-1");
        talk.hear("1", call("a"));

        talk.result("a", status, "connection lost");

        assertThat(talk.told("a")).startsWith(status.name()).contains("connection lost");
        assertThat(talk.told("a").contains("Do not repeat this call")).isEqualTo(status == ToolResult.Status.UNKNOWN);
    }

    @Test
    void shouldAnswerWithTheOutputsUnderReturnDirect() {
        talk.ask("p-1", new PromptOptions(GateMode.TURN, OnRejection.STOP, true, 20));
        talk.hear("1", call("a"), call("b"));

        talk.succeed("a", "10");
        talk.succeed("b", "\"sent\"");

        assertThat(talk.turns()).hasSize(1);
        assertThat(talk.answer().status()).isEqualTo(Status.ANSWERED);
        assertThat(talk.answer().text()).isEqualTo("10\nsent");
    }

    @Test
    void shouldFailUnderReturnDirectWhenAToolFails() {
        talk.ask("p-1", new PromptOptions(GateMode.TURN, OnRejection.STOP, true, 20));
        talk.hear("1", call("a"));

        talk.result("a", ToolResult.Status.FAILED, "no such mailbox");

        assertThat(talk.answer().status()).isEqualTo(Status.FAILED);
        assertThat(talk.answer().text()).isEqualTo("count_emails: FAILED: no such mailbox");
    }

    @Test
    void shouldStopAtTheStepLimit() {
        talk.ask("p-1", new PromptOptions(GateMode.TURN, OnRejection.STOP, false, 2));
        talk.hear("1", call("a"));
        talk.succeed("a", "1");
        talk.hear("2", call("b"));

        talk.succeed("b", "2");

        assertThat(talk.answer().status()).isEqualTo(Status.STEP_LIMIT);
        assertThat(talk.answer().turns()).isEqualTo(2);
    }

    @Test
    void shouldFailWithWhatTheModelFailedOf() {
        talk.ask("p-1");

        talk.tell(new HearModel(ModelReply.failed(new TurnId("1"), "HTTP status 500")));

        assertThat(talk.answer().status()).isEqualTo(Status.FAILED);
        assertThat(talk.answer().text()).contains("HTTP status 500");
    }

    @Test
    void shouldFailOnAnEmptyMessage() {
        talk.ask("p-1");

        talk.tell(new HearModel(ModelReply.said(
                new TurnId("1"), new Said(Optional.of(" "), List.of(), Answer.Tokens.NONE, Optional.empty()))));

        assertThat(talk.answer().status()).isEqualTo(Status.FAILED);
        assertThat(talk.answer().text()).isEqualTo("the model sent an empty message");
    }

    @Test
    void shouldIgnoreAReplyOfATurnThatIsNotOpen() {
        talk.ask("p-1");
        talk.hear("1", call("a"));

        assertThat(talk.hear("1")).isEqualTo(new Ignored(Why.TURN_NOT_OPEN));
        assertThat(talk.hear("2")).isEqualTo(new Ignored(Why.TURN_NOT_OPEN));
    }

    @Test
    void shouldTakeTheFirstOutcomeOnly() {
        talk.ask("p-1");
        talk.hear("1", call("a"), call("b"));
        talk.succeed("a", "1");

        assertThat(talk.succeed("a", "2")).isEqualTo(new Ignored(Why.CALL_NOT_OPEN));
        assertThat(talk.reject("a", Kind.REJECTED)).isEqualTo(new Ignored(Why.CALL_NOT_OPEN));
        assertThat(talk.succeed("other", "2")).isEqualTo(new Ignored(Why.CALL_NOT_OPEN));
    }

    @Test
    void shouldIgnoreLateResults() {
        talk.ask("p-1");
        talk.hear("1", call("a"));

        Decision decision = talk.tell(new TakeResult(
                Talk.result("a", ToolResult.Status.SUCCEEDED, Optional.of(Talk.json("1")), Optional.empty(), true)));

        assertThat(decision).isEqualTo(new Ignored(Why.LATE_RESULT));
    }

    @Test
    void shouldIgnoreOutcomesWhileTheModelIsAsked() {
        talk.ask("p-1");

        assertThat(talk.succeed("a", "1")).isEqualTo(new Ignored(Why.CALL_NOT_OPEN));
    }

    @Test
    void shouldTreatAKnownPromptAsTheSame() {
        talk.ask("p-1");
        talk.ask("p-2");

        assertThat(talk.ask("p-1")).isEqualTo(new Ignored(Why.REPEATED_PROMPT));
        assertThat(talk.ask("p-2")).isEqualTo(new Ignored(Why.REPEATED_PROMPT));
        talk.hear("1");
        assertThat(talk.ask("p-1")).isEqualTo(new Ignored(Why.REPEATED_PROMPT));
    }

    @Test
    void shouldRefuseAPromptOfAnotherRequester() {
        talk.ask("p-1");
        Ask other = new Ask(
                new PromptId("p-2"),
                "mine?",
                Optional.of("mallory"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Talk.DEFAULTS);

        assertThat(talk.tell(new Submit(other))).isEqualTo(new Refused(Why.OTHER_REQUESTER));
    }

    @Test
    void shouldTakeWaitingPromptsInOrder() {
        talk.ask("p-1");
        talk.ask("p-2");
        talk.ask("p-3");

        talk.hear("1");
        talk.hear("2");
        talk.hear("3");

        assertThat(talk.answers())
                .extracting(answer -> answer.promptId().value())
                .containsExactly("p-1", "p-2", "p-3");
        assertThat(talk.turns().getLast().messages())
                .extracting(ModelMessage::role)
                .containsExactly(Role.USER, Role.ASSISTANT, Role.USER, Role.ASSISTANT, Role.USER);
    }

    @Test
    void shouldRefuseWhatTheQueueCannotHold() {
        talk.ask("p-0");
        for (int i = 1; i <= 8; i++) {
            talk.ask("p-" + i);
        }

        assertThat(talk.ask("p-9")).isEqualTo(new Refused(Why.QUEUE_FULL));
    }

    @Test
    void shouldGoOnWithCompleteHistoryAfterNotApproved() {
        talk.ask("p-1");
        talk.ask("p-2");
        talk.hear("1", call("a"), call("b"));
        talk.reject("a", Kind.REJECTED);

        talk.reject("b", Reason.sibling(Kind.REJECTED));

        assertThat(talk.turns().getLast().promptId().value()).isEqualTo("p-2");
        assertThat(talk.turns().getLast().messages())
                .extracting(ModelMessage::role)
                .containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL, Role.TOOL, Role.USER);
        assertThat(talk.told("a")).startsWith("REJECTED");
    }

    @Test
    void shouldOfferOnlyWhatThePromptAllows() {
        talk.tell(new Submit(new Ask(
                new PromptId("p-1"),
                "go",
                Optional.of("alice"),
                Optional.empty(),
                Optional.of("be brief"),
                Optional.of(List.of(new ToolName("count_emails"))),
                Talk.DEFAULTS)));

        talk.hear("1", new ModelCall("a", "send_email", "{}"));

        assertThat(talk.requests()).isEmpty();
        assertThat(talk.told("a")).startsWith("INVALID");
        assertThat(talk.turns().getLast().messages().getFirst()).isEqualTo(ModelMessage.system("be brief"));
    }

    @Test
    void shouldForgetAnIdleConversationAndNeverUseItsIdsAgain() {
        talk.ask("p-1");
        talk.hear("1", call("a"));
        talk.succeed("a", "1");
        talk.hear("2");
        talk.now = Talk.START.plus(Duration.ofDays(7));

        talk.tell(new PassTime());
        talk.ask("p-1");
        talk.hear("3", call("a"));

        assertThat(talk.turns().getLast().messages()).containsExactly(ModelMessage.user("question p-1"));
        assertThat(talk.requests().getLast().callId().value()).isNotEqualTo("a").endsWith("-3-0");
    }

    @Test
    void shouldKeepAConversationUntilItsTimeIsOver() {
        talk.ask("p-1");
        assertThat(talk.tell(new PassTime())).isEqualTo(new Ignored(Why.NOT_DUE));
        talk.hear("1");
        talk.now = Talk.START.plus(Duration.ofDays(7)).minusMillis(1);

        assertThat(talk.tell(new PassTime())).isEqualTo(new Ignored(Why.NOT_DUE));
    }

    @Test
    void shouldGoOnWithoutTheOutcomesThatDoNotCome() {
        talk.ask("p-1");
        talk.hear("1", call("a"), call("b"), call("c"));
        talk.succeed("b", "1");
        talk.now = Talk.START.plus(Duration.ofDays(31)).minusMillis(1);
        Decision early = talk.tell(new PassTime());
        talk.now = talk.now.plusMillis(1);

        talk.tell(new PassTime());

        assertThat(early).isEqualTo(new Ignored(Why.NOT_DUE));
        assertThat(talk.turns()).hasSize(2);
        assertThat(talk.told("a")).startsWith("UNKNOWN").contains("no outcome came");
        assertThat(talk.told("b")).startsWith("SUCCEEDED");
        assertThat(talk.told("c")).startsWith("UNKNOWN");
        assertThat(talk.succeed("a", "2")).isEqualTo(new Ignored(Why.CALL_NOT_OPEN));
    }

    @Test
    void shouldGoOnWithoutTheMessageThatDoesNotCome() {
        talk.ask("p-1");
        talk.ask("p-2");
        talk.now = Talk.START.plus(Duration.ofDays(31));

        talk.tell(new PassTime());

        assertThat(talk.answer().promptId()).isEqualTo(new PromptId("p-1"));
        assertThat(talk.answer().status()).isEqualTo(Status.FAILED);
        assertThat(talk.turns().getLast().promptId()).isEqualTo(new PromptId("p-2"));
        assertThat(talk.hear("1")).isEqualTo(new Ignored(Why.TURN_NOT_OPEN));
    }

    @Test
    void shouldForgetThatItForgot() {
        talk.ask("p-1");
        talk.hear("1");
        talk.now = Talk.START.plus(Duration.ofDays(7));
        talk.tell(new PassTime());
        talk.now = talk.now.plus(Duration.ofDays(31));

        talk.tell(new PassTime());

        assertThat(talk.state).isEqualTo(ConversationState.empty(Talk.ID));
    }
}
