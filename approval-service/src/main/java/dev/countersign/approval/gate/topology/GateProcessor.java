package dev.countersign.approval.gate.topology;

import dev.countersign.approval.command.ControlRecord;
import dev.countersign.approval.control.ControlOutcome;
import dev.countersign.approval.gate.Decision;
import dev.countersign.approval.gate.Endings;
import dev.countersign.approval.gate.GateCommand;
import dev.countersign.approval.gate.GateMachine;
import dev.countersign.approval.gate.GateOutcome;
import dev.countersign.approval.gate.TurnState;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.contract.topic.DeadLetter;
import dev.countersign.contract.topic.Partitions;
import dev.countersign.contract.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** The gate's shell: looks up what a command is about, lets {@link GateMachine} decide, and keeps what follows. */
final class GateProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

    private static final Duration TICK = Duration.ofMillis(250);
    /** These two bound the transaction of one tick; what is left is taken up at the next. */
    private static final int DUE_AT_ONCE = 200;

    private static final Duration LONGEST_TICK = Duration.ofSeconds(1);

    private final GateParts parts;
    private @Nullable GateStores openedStores;
    private Instant listeningSince = Instant.EPOCH;

    GateProcessor(GateParts parts) {
        this.parts = parts;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        super.init(context);
        openedStores = new GateStores(context);
        listeningSince = parts.clock().instant();
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, now -> tick(Instant.ofEpochMilli(now)));
    }

    private GateStores stores() {
        if (openedStores == null) {
            throw new IllegalStateException("not initialised");
        }
        return openedStores;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Instant time = Instant.ofEpochMilli(record.timestamp());
        Outbox outbox = new Outbox(context(), parts.signingKey(), time, record.headers());
        DeadLetter.Position here = Positions.of(context(), Topic.APPROVAL_COMMANDS, record);
        try {
            Origin origin = Origin.of(record, here);
            if (ControlProcessing.isControl(origin)) {
                ControlOutcome outcome =
                        controls(here.partition()).carryOut(ControlRecord.read(record.value()), time, outbox);
                parts.metrics().outcome(outcome);
                return;
            }
            GateCommand command = OpenRecords.read(origin.position().topic(), origin.headers(), record.value());
            requirePlace(command, here);
            answer(run(command, time, outbox), origin, record.value(), outbox);
        } catch (UnreadableException unreadable) {
            parts.metrics().unreadable(Topic.APPROVAL_COMMANDS, unreadable.reason());
            DeadLetter letter =
                    DeadLetter.of(here, record.key(), record.value(), record.headers(), unreadable.detail());
            outbox.deadLetter(letter, Topic.APPROVAL_COMMANDS);
        }
    }

    /** Elsewhere the gate would know nothing of the conversation, and decide anew what is decided. */
    private static void requirePlace(GateCommand command, DeadLetter.Position here) throws UnreadableException {
        if (Partitions.of(command.conversationId()) != here.partition()) {
            throw new UnreadableException(
                    UnreadableException.Reason.WRONG_SHAPE, "misplaced: the conversation belongs to another partition");
        }
    }

    private void answer(Decision.Reply reply, Origin origin, byte @Nullable [] value, Outbox outbox) {
        switch (reply) {
            case Decision.Answered answered -> {
                parts.metrics().outcome(answered.outcome());
                outbox.outcome(answered.outcome());
            }
            case Decision.NotAccepted refused -> {
                parts.metrics().notAccepted(origin.position().topic(), refused.fault());
                outbox.deadLetter(
                        origin.deadLetter(value, refused.message()),
                        origin.position().topic());
            }
            case Decision.Taken taken -> {}
            case Decision.Repeated repeated ->
                parts.metrics().repeated(origin.position().topic());
        }
    }

    private ControlProcessing controls(int partition) {
        return new ControlProcessing(stores().controls(), stores().released(), partition);
    }

    private void tick(Instant now) {
        int partition = context().taskId().partition();
        controls(partition).expire(now, new Outbox(context(), parts.signingKey(), now, new RecordHeaders()));
        Instant end = parts.clock().instant().plus(LONGEST_TICK);
        for (GateStores.Due due : stores().due(now, DUE_AT_ONCE)) {
            Headers none = new RecordHeaders();
            run(due.command(), now, new Outbox(context(), parts.signingKey(), now, none));
            stores().moveIfStale(due, parts.terms().retention());
            if (parts.clock().instant().isAfter(end)) {
                break;
            }
        }
    }

    private Decision.Reply run(GateCommand command, Instant time, Outbox outbox) {
        return command instanceof GateCommand.EndConversation end
                ? endConversation(end, time, outbox)
                : carryOut(command, briefing(time).of(command), outbox).reply();
    }

    /** The one command that reaches beyond a turn: from now on nothing of the conversation is decided any more. */
    private Decision.Reply endConversation(GateCommand.EndConversation command, Instant time, Outbox outbox) {
        List<TurnState> turns = stores().turnsOf(command.conversationId());
        Optional<GateOutcome> obstacle = Endings.obstacle(command, turns);
        if (obstacle.isPresent()) {
            return new Decision.Answered(obstacle.get());
        }
        stores().end(
                        command.conversationId(),
                        command.voter().at(time),
                        parts.terms().retention());
        List<TurnState> open =
                turns.stream().filter(turn -> !turn.held().isEmpty()).toList();
        return new Decision.Answered(Endings.outcome(command, endTurns(command, open, time, outbox)));
    }

    /** As many as the transaction of one tick has room for; the others are due at once, and withdrawn as such. */
    private List<Decision> endTurns(
            GateCommand.EndConversation command, List<TurnState> open, Instant time, Outbox outbox) {
        List<Decision> decisions = new ArrayList<>();
        Instant end = parts.clock().instant().plus(LONGEST_TICK);
        for (TurnState turn : open) {
            if (decisions.size() < DUE_AT_ONCE && !parts.clock().instant().isAfter(end)) {
                decisions.add(carryOut(command, briefing(time).of(command, turn), outbox));
            } else {
                stores().addDue(time, turn.key());
            }
        }
        return decisions;
    }

    private Briefing.Writer briefing(Instant time) {
        return new Briefing.Writer(parts, stores(), time, listeningSince);
    }

    private Decision carryOut(GateCommand command, Briefing briefing, Outbox outbox) {
        Decision decision = GateMachine.decide(briefing.state(), command, briefing.now());
        decision.events().forEach(parts.metrics()::event);
        new Consequences(stores(), parts.terms(), outbox, command, briefing).keep(briefing.state(), decision.events());
        return decision;
    }
}
