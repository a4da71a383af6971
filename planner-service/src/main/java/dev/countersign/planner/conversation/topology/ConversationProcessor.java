package dev.countersign.planner.conversation.topology;

import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.contract.topic.DeadLetter;
import dev.countersign.contract.topic.DeadLetter.Position;
import dev.countersign.contract.topic.Topic;
import dev.countersign.planner.PlannerMetrics;
import dev.countersign.planner.conversation.ConversationCommand.PassTime;
import dev.countersign.planner.conversation.ConversationEvent;
import dev.countersign.planner.conversation.ConversationLimits;
import dev.countersign.planner.conversation.ConversationMachine;
import dev.countersign.planner.conversation.ConversationState;
import dev.countersign.planner.conversation.Decision;
import dev.countersign.planner.conversation.PromptOptions;
import dev.countersign.planner.conversation.topology.CommandReader.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands commands to the core, keeps its state and sends what it decides, all in the transaction of the command. */
final class ConversationProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(ConversationProcessor.class);
    private static final Duration LOOK_FOR_DUE = Duration.ofSeconds(1);
    private static final int DUE_AT_ONCE = 500;

    private final ConversationMachine machine;
    private final ConversationLimits limits;
    private final CommandReader reader;
    private final PlannerMetrics metrics;
    private ConversationStores stores;

    @SuppressWarnings("NullAway.Init") // Streams calls init before anything else.
    ConversationProcessor(ConversationLimits limits, PromptOptions defaults, PlannerMetrics metrics) {
        this.machine = new ConversationMachine(limits);
        this.limits = limits;
        this.reader = new CommandReader(defaults);
        this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        super.init(context);
        stores = new ConversationStores(context, limits);
        context.schedule(LOOK_FOR_DUE, PunctuationType.WALL_CLOCK_TIME, this::passTime);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Topic topic = topic();
        Position position = Positions.of(topic, record, context());
        try {
            Told told = topic == Topic.REJECTED_CALLS
                    ? reader.rejection(record, position.partition())
                    : reader.command(record, position.partition());
            take(told, record);
        } catch (UnreadableException e) {
            deadLetter(
                    DeadLetter.of(position, record.key(), record.value(), record.headers(), e.detail()), record, topic);
            metrics.deadLetter(topic, e.reason().name());
        }
    }

    private Topic topic() {
        String name = context().recordMetadata().orElseThrow().topic();
        return name.equals(Topic.REJECTED_CALLS.topicName()) ? Topic.REJECTED_CALLS : Topic.PLANNER_COMMANDS;
    }

    private void take(Told told, Record<byte[], byte[]> record) {
        Optional<ConversationState> before = stores.find(told.conversation());
        ConversationState state = before.orElseGet(() -> ConversationState.empty(told.conversation()));
        Instant at = Instant.ofEpochMilli(record.timestamp());
        switch (machine.decide(state, told.command(), at)) {
            case Decision.Accepted accepted -> accept(before, accepted, at, record.headers());
            case Decision.Ignored ignored -> {
                metrics.ignored(ignored.why());
                LOG.debug(
                        "event=ignored conversation={} reason={}",
                        told.conversation(),
                        ignored.why().tag());
            }
            case Decision.Refused refused -> refuse(record, refused);
        }
    }

    private void accept(Optional<ConversationState> before, Decision.Accepted accepted, Instant at, Headers received) {
        stores.replace(before, accepted.next());
        ConversationId conversation = accepted.next().id();
        for (ConversationEvent event : accepted.events()) {
            Outputs.of(conversation, event, at, CommandHeaders.trace(received))
                    .forEach(output -> context().forward(output.record(), output.sink()));
            metrics.happened(event);
        }
    }

    /** Only a prompt is ever refused; it goes to the dead letters of the topic that it came from, as it came. */
    private void refuse(Record<byte[], byte[]> record, Decision.Refused refused) {
        metrics.deadLetter(Topic.PROMPTS, refused.why().tag());
        Headers headers = record.headers();
        DeadLetter letter = DeadLetter.of(
                CommandHeaders.origin(headers),
                CommandHeaders.originKey(headers),
                record.value(),
                CommandHeaders.trace(headers),
                refused.why().sentence());
        deadLetter(letter, record, Topic.PROMPTS);
    }

    private void deadLetter(DeadLetter letter, Record<byte[], byte[]> record, Topic topic) {
        context()
                .forward(DeadLetters.record(letter, record.timestamp()), PlannerTopology.deadLetterSink("core", topic));
    }

    private void passTime(long now) {
        Instant at = Instant.ofEpochMilli(now);
        for (ConversationId conversation : stores.takeDue(at, DUE_AT_ONCE)) {
            stores.find(conversation).ifPresent(state -> {
                switch (machine.decide(state, new PassTime(), at)) {
                    case Decision.Accepted accepted -> accept(Optional.of(state), accepted, at, new RecordHeaders());
                    case Decision.Ignored ignored -> stores.index(state);
                    case Decision.Refused refused -> throw new IllegalStateException("time is never refused");
                }
            });
        }
    }
}
