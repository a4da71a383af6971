package dev.countersign.approval.gate.topology;

import dev.countersign.approval.gate.Choice;
import dev.countersign.approval.gate.Circumstances;
import dev.countersign.approval.gate.Decision;
import dev.countersign.approval.gate.GateCommand;
import dev.countersign.approval.gate.GateMachine;
import dev.countersign.approval.gate.GateState;
import dev.countersign.approval.gate.PolicyVerdict;
import dev.countersign.approval.gate.TurnKey;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.contract.topic.DeadLetter;
import dev.countersign.contract.topic.Partitions;
import dev.countersign.contract.topic.Topic;
import java.time.Duration;
import java.time.Instant;
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

    private void tick(Instant now) {
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
        GateState state = load(command);
        ToolLookup tools = look(command, state);
        Optional<PolicyVerdict> verdict = command instanceof GateCommand.Propose propose
                ? Optional.of(parts.policy().verdict(propose.request()))
                : Optional.empty();
        Decision decision = GateMachine.decide(state, command, circumstances(time, tools, verdict));
        Consequences consequences = new Consequences(stores(), parts.terms(), outbox, command, tools, verdict, time);
        decision.events().forEach(parts.metrics()::event);
        consequences.keep(state, decision.events());
        return decision.reply();
    }

    private Circumstances circumstances(Instant time, ToolLookup tools, Optional<PolicyVerdict> verdict) {
        return new Circumstances(time, tools.offers(), verdict, parts.terms(), listeningSince);
    }

    private GateState load(GateCommand command) {
        return switch (command) {
            case GateCommand.Propose propose ->
                new GateState(
                        stores().turn(TurnKey.of(propose.request())),
                        stores().call(propose.request().key()).map(StoredCall::known));
            case GateCommand.DecideCall decide ->
                loadCall(decide.conversationId(), decide.call().callId());
            case GateCommand.WithdrawCall withdraw -> loadCall(withdraw.conversationId(), withdraw.callId());
            case GateCommand.GiveUp giveUp -> loadCall(giveUp.conversationId(), giveUp.callId());
            case GateCommand.Observe observe ->
                loadCall(observe.conversationId(), observe.result().callId());
            case GateCommand.DecideTurn decide -> loadTurn(TurnKey.of(decide.conversationId(), decide.turnId()));
            case GateCommand.TurnDue due -> loadTurn(due.turn());
            case GateCommand.StrayDue due ->
                new GateState(Optional.empty(), stores().call(due.call()).map(StoredCall::known));
        };
    }

    private GateState loadCall(ConversationId conversation, CallId call) {
        Optional<StoredCall> stored = stores().call(new CallKey(conversation, call));
        return new GateState(stored.flatMap(known -> stores().turn(known.turn())), stored.map(StoredCall::known));
    }

    private GateState loadTurn(TurnKey turn) {
        return new GateState(stores().turn(turn), Optional.empty());
    }

    private ToolLookup look(GateCommand command, GateState state) {
        ToolLookup tools = new ToolLookup(parts.catalog());
        switch (command) {
            case GateCommand.Propose propose ->
                tools.look(
                        propose.request().callId(),
                        propose.request().tool(),
                        propose.request().arguments());
            case GateCommand.DecideCall decide -> lookForVote(tools, decide.choice(), state);
            case GateCommand.DecideTurn decide -> lookForVote(tools, decide.choice(), state);
            case GateCommand.WithdrawCall withdraw -> {}
            case GateCommand.GiveUp giveUp -> {}
            case GateCommand.Observe observe -> {}
            case GateCommand.TurnDue due -> {}
            case GateCommand.StrayDue due -> {}
        }
        return tools;
    }

    private void lookForVote(ToolLookup tools, Choice choice, GateState state) {
        switch (choice) {
            case APPROVE ->
                state.turn()
                        .ifPresent(turn -> turn.held()
                                .forEach(call -> tools.look(
                                        call.id(),
                                        call.tool(),
                                        call.toolDigest(),
                                        () -> stores().call(
                                                        new CallKey(turn.key().conversationId(), call.id()))
                                                .orElseThrow()
                                                .card()
                                                .arguments())));
            case REJECT -> {}
        }
    }
}
