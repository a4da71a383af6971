package dev.countersign.planner.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.event.Answer;
import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.OnRejection;
import dev.countersign.contract.event.RejectedCall;
import dev.countersign.contract.event.RejectedCall.Reason;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.id.PromptId;
import dev.countersign.contract.id.TurnId;
import dev.countersign.planner.conversation.ConversationCommand.HearModel;
import dev.countersign.planner.conversation.ConversationCommand.Submit;
import dev.countersign.planner.conversation.ConversationCommand.TakeResult;
import dev.countersign.planner.conversation.ModelMessage.Role;
import dev.countersign.planner.conversation.ModelReply.Said;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever comes, in whatever order, however often. */
class ConversationProperties {
    private static final int TRIES = 300;

    @Property(tries = TRIES)
    void everyAcceptedPromptEndsInExactlyOneAnswer(@ForAll("stories") List<Beat> story) {
        Talk talk = new Talk();
        Set<PromptId> accepted = new HashSet<>();
        story.forEach(beat -> {
            if (beat.play(talk) instanceof Decision.Accepted && beat instanceof Asks asks) {
                accepted.add(new PromptId("p-" + asks.prompt()));
            }
        });

        finish(talk);

        assertThat(talk.answers()).extracting(Answer::promptId).containsExactlyInAnyOrderElementsOf(accepted);
        assertThat(talk.state.idle()).isTrue();
    }

    @Property(tries = TRIES)
    void whatAModelIsShownIsComplete(@ForAll("stories") List<Beat> story) {
        Talk talk = new Talk();
        story.forEach(beat -> beat.play(talk));
        finish(talk);

        assertThat(talk.turns()).allSatisfy(turn -> assertComplete(turn.messages()));
    }

    @Property(tries = TRIES)
    void theSameCommandAgainChangesNothing(@ForAll("stories") List<Beat> story) {
        Talk talk = new Talk();
        for (Beat beat : story) {
            Optional<ConversationCommand> command = beat.command(talk);
            command.ifPresent(talk::tell);
            ConversationState before = talk.state;

            command.ifPresent(talk::tell);

            assertThat(talk.state).isEqualTo(before);
        }
    }

    @Property(tries = TRIES)
    void callsAreProposedOnceAndUnderIdsOfTheirOwn(@ForAll("stories") List<Beat> story) {
        Talk talk = new Talk();
        story.forEach(beat -> beat.play(talk));

        assertThat(talk.requests()).extracting(ToolRequest::callId).doesNotHaveDuplicates();
        assertThat(talk.turns()).extracting(ModelRequest::turn).doesNotHaveDuplicates();
    }

    @Property(tries = TRIES)
    void theSameStoryIsDecidedTheSameWay(@ForAll("stories") List<Beat> story) {
        Talk first = new Talk();
        Talk again = new Talk();

        story.forEach(beat -> beat.play(first));
        story.forEach(beat -> beat.play(again));

        assertThat(again.events).isEqualTo(first.events);
        assertThat(again.state).isEqualTo(first.state);
    }

    @Property(tries = TRIES)
    void sendingOfAMessageIsAllOrNothingUnderGateTurn(@ForAll("stories") List<Beat> story) {
        Talk talk = new Talk();
        story.forEach(beat -> beat.play(talk));

        assertThat(talk.events)
                .filteredOn(ConversationEvent.ModelSpoke.class::isInstance)
                .allSatisfy(event -> {
                    ConversationEvent.ModelSpoke spoke = (ConversationEvent.ModelSpoke) event;
                    boolean turn =
                            spoke.requests().stream().anyMatch(r -> r.gate().equals(Optional.of(GateMode.TURN)));
                    assertThat(spoke.requests())
                            .allMatch(request -> request.turn().orElseThrow().size()
                                    == spoke.requests().size());
                    assertThat(!turn
                                    || spoke.requests().size()
                                            == spoke.step().calls().size())
                            .isTrue();
                });
    }

    private static void assertComplete(List<ModelMessage> messages) {
        List<String> awaited = new ArrayList<>();
        for (ModelMessage message : messages) {
            if (message.role() == Role.TOOL) {
                assertThat(awaited).isNotEmpty();
                assertThat(message.answers()).contains(awaited.removeFirst());
            } else {
                assertThat(awaited).isEmpty();
                message.calls().forEach(call -> awaited.add(call.id()));
            }
        }
        assertThat(awaited).isEmpty();
    }

    /** The world gives every open thing its outcome, until nothing is open. */
    private static void finish(Talk talk) {
        for (int i = 0; i < 1_000 && !talk.state.idle(); i++) {
            Optional<Step> open = talk.state.openStep();
            if (open.isPresent()) {
                open.get().calls().stream()
                        .filter(Call::open)
                        .findFirst()
                        .ifPresent(call -> talk.succeed(call.callId().value(), "1"));
            } else {
                talk.hear(talk.state.running().orElseThrow().turn().value());
            }
        }
    }

    @Provide
    Arbitrary<List<Beat>> stories() {
        Arbitrary<PromptOptions> options = Combinators.combine(
                        Arbitraries.of(GateMode.class),
                        Arbitraries.of(OnRejection.class),
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(1, 3))
                .as(PromptOptions::new);
        Arbitrary<Integer> small = Arbitraries.integers().between(0, 3);
        Arbitrary<Beat> asks = Combinators.combine(small, options).as(Asks::new);
        Arbitrary<ModelCall> calls = Combinators.combine(
                        Arbitraries.of("a", "b", "call_0", "", "no id!"),
                        Arbitraries.of("count", "send", "bad\nname"),
                        Arbitraries.of("{}", "{\"n\":1}", "[]", "oops", ""))
                .as(ModelCall::new);
        Arbitrary<Beat> speaks =
                Combinators.combine(small, calls.list().ofMaxSize(4)).as(Speaks::new);
        Arbitrary<Beat> fails = small.map(Fails::new);
        Arbitrary<Beat> results = Combinators.combine(
                        small, Arbitraries.of(ToolResult.Status.class), Arbitraries.of(true, false))
                .as(Results::new);
        Arbitrary<Beat> edits = small.map(Edits::new);
        Arbitrary<Beat> rejections = Combinators.combine(small, Arbitraries.of(RejectedCall.Kind.class))
                .as(Rejections::new);
        return Arbitraries.frequencyOf(
                        Tuple.of(3, asks),
                        Tuple.of(6, speaks),
                        Tuple.of(1, fails),
                        Tuple.of(8, results),
                        Tuple.of(2, edits),
                        Tuple.of(4, rejections))
                .list()
                .ofMaxSize(60);
    }

    /** Something that may come, whether anyone waits for it or not. */
    sealed interface Beat {
        Optional<ConversationCommand> command(Talk talk);

        default Optional<Decision> tell(Talk talk) {
            return command(talk).map(talk::tell);
        }

        default Object play(Talk talk) {
            return tell(talk).map(Object.class::cast).orElse("nothing to say");
        }
    }

    record Asks(int prompt, PromptOptions options) implements Beat {
        @Override
        public Optional<ConversationCommand> command(Talk talk) {
            return Optional.of(new Submit(Talk.question("p-" + prompt, "question " + prompt, options)));
        }
    }

    /** A message for the open turn, or one that lies so far back. */
    record Speaks(int back, List<ModelCall> calls) implements Beat {
        @Override
        public Optional<ConversationCommand> command(Talk talk) {
            return turn(talk, back)
                    .map(turn -> new HearModel(ModelReply.said(
                            turn,
                            new Said(
                                    calls.isEmpty() ? Optional.of("done") : Optional.empty(),
                                    calls,
                                    new Answer.Tokens(1, 1),
                                    Optional.empty()))));
        }
    }

    record Fails(int back) implements Beat {
        @Override
        public Optional<ConversationCommand> command(Talk talk) {
            return turn(talk, back).map(turn -> new HearModel(ModelReply.failed(turn, "HTTP status 503")));
        }
    }

    /** A result for one of the latest calls, open or not. */
    record Results(int back, ToolResult.Status status, boolean late) implements Beat {
        @Override
        public Optional<ConversationCommand> command(Talk talk) {
            boolean succeeded = status == ToolResult.Status.SUCCEEDED;
            return call(talk, back)
                    .map(callId -> new TakeResult(Talk.result(
                            callId,
                            status,
                            succeeded ? Optional.of(Talk.json("1")) : Optional.empty(),
                            succeeded ? Optional.empty() : Optional.of("error"),
                            late)));
        }
    }

    /** The result of a call that ran with other arguments. */
    record Edits(int back) implements Beat {
        @Override
        public Optional<ConversationCommand> command(Talk talk) {
            return call(talk, back)
                    .map(callId -> new TakeResult(Talk.edited(
                            callId,
                            ToolResult.Status.SUCCEEDED,
                            Optional.of(Talk.json("1")),
                            Optional.empty(),
                            "{\"n\":2}")));
        }
    }

    record Rejections(int back, RejectedCall.Kind kind) implements Beat {
        @Override
        public Optional<ConversationCommand> command(Talk talk) {
            Reason reason = kind == RejectedCall.Kind.SIBLING_REJECTED
                    ? Reason.sibling(RejectedCall.Kind.REJECTED)
                    : Reason.of(kind, "because");
            return call(talk, back).map(callId -> Talk.rejection(callId, reason));
        }
    }

    private static Optional<TurnId> turn(Talk talk, int back) {
        int turn = talk.state.turns() - back;
        return turn < 1 ? Optional.empty() : Optional.of(new TurnId(Integer.toString(turn)));
    }

    private static Optional<String> call(Talk talk, int back) {
        List<ToolRequest> requests = talk.requests();
        return requests.size() <= back
                ? Optional.empty()
                : Optional.of(requests.get(requests.size() - 1 - back).callId().value());
    }
}
