package dev.countersign.approval.gate.topology;

import dev.countersign.approval.command.ControlOutcomeRecord;
import dev.countersign.approval.command.ControlRecord;
import dev.countersign.approval.command.OutcomeRecord;
import dev.countersign.approval.control.ActivePolicy;
import dev.countersign.approval.control.ControlCommand;
import dev.countersign.approval.control.ControlOutcome;
import dev.countersign.approval.control.Grant;
import dev.countersign.approval.control.SwitchSetting;
import dev.countersign.approval.gate.GateEvent;
import dev.countersign.approval.gate.GateOutcome;
import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.ApprovedCall;
import dev.countersign.contract.event.Decider;
import dev.countersign.contract.event.RejectedCall;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.signing.SignedKind;
import dev.countersign.contract.signing.SigningKey;
import dev.countersign.contract.topic.DeadLetter;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.EventType;
import dev.countersign.contract.topic.Party;
import dev.countersign.contract.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Writes what one command leads to, in its transaction and its trace. */
final class Outbox {

    private static final String GRANT = "grant/";

    private final ProcessorContext<byte[], byte[]> context;
    private final SigningKey key;
    private final Instant time;
    private final Headers cause;

    /**
     * @param time of the command
     * @param cause headers of the record that brought the command
     */
    Outbox(ProcessorContext<byte[], byte[]> context, SigningKey key, Instant time, Headers cause) {
        this.context = context;
        this.key = key;
        this.time = time;
        this.cause = cause;
    }

    /** What may run. The bytes are made once: those that are signed are those that are sent. */
    void approved(Approval card, GateEvent.CallReleased released) {
        byte[] value = JsonCodec.write(new ApprovedCall(
                card.callId(),
                card.conversationId(),
                card.promptId(),
                card.turn(),
                card.tool(),
                card.arguments(),
                card.argumentsDigest(),
                card.originalArguments().isPresent(),
                card.originalArguments(),
                released.executor(),
                released.toolDigest(),
                released.approvedBy(),
                card.rule(),
                card.policyVersion(),
                released.at(),
                released.notAfter()));
        Headers headers = EventHeaders.ofCall(EventType.APPROVED_CALL, card.key(), Party.APPROVAL, time);
        EventHeaders.put(headers, EventHeaders.SIGNATURE, key.sign(SignedKind.APPROVED_CALL, value));
        send(Topic.APPROVED_CALLS, card.conversationId().value(), value, headers);
    }

    void rejected(Approval card, RejectedCall.Reason reason, Optional<Decider> decidedBy, Instant decidedAt) {
        RejectedCall rejected = new RejectedCall(
                card.callId(),
                card.conversationId(),
                card.promptId(),
                card.turn(),
                card.tool(),
                reason,
                decidedBy,
                decidedAt);
        send(
                Topic.REJECTED_CALLS,
                card.conversationId().value(),
                JsonCodec.write(rejected),
                EventHeaders.ofCall(EventType.REJECTED_CALL, card.key(), Party.APPROVAL, time));
    }

    void result(ToolResult result) {
        send(
                Topic.TOOL_RESULTS,
                result.conversationId().value(),
                JsonCodec.write(result),
                EventHeaders.ofCall(EventType.TOOL_RESULT, result.key(), Party.APPROVAL, time));
    }

    /** How a call stands now. */
    void card(Approval card) {
        send(
                Topic.APPROVALS,
                card.key().toString(),
                JsonCodec.write(card),
                cardHeaders(card.key(), card.status().name()));
    }

    /** A call that is no longer known. */
    void forgotten(CallKey call) {
        send(Topic.APPROVALS, call.toString(), null, cardHeaders(call, "FORGOTTEN"));
    }

    /** A grant that was made here is to hold in every partition. */
    void grantMade(Grant grant) {
        ControlCommand command = new ControlCommand.MakeGrant(grant.id(), grant);
        forward(
                GateTopology.TO_EVERY_PARTITION,
                grant.id(),
                ControlRecord.write(command),
                controlHeaders(command.id(), grant.id()));
    }

    /** How the kill switch stands in this partition. */
    void killSwitch(SwitchSetting setting) {
        control("switch", JsonCodec.write(setting));
    }

    /** Which policy holds in this partition. */
    void policy(ActivePolicy policy) {
        control("policy", JsonCodec.write(policy));
    }

    /** How a grant stands in this partition. */
    void grant(Grant grant) {
        control(GRANT + grant.id(), JsonCodec.write(grant));
    }

    /** A grant that holds in this partition no longer. */
    void grantGone(String id) {
        control(GRANT + id, null);
    }

    private void control(String recordKey, byte @Nullable [] value) {
        int here = context.taskId().partition();
        Headers headers = controlHeaders(recordKey + "/" + here + "/" + time, recordKey);
        forward(GateTopology.sinkAt(Topic.APPROVAL_CONTROLS, here), recordKey, value, headers);
    }

    /** What this partition made of a control change. */
    void controlOutcome(ControlOutcome outcome) {
        String id = outcome.commandId();
        forward(
                GateTopology.sinkAt(Topic.APPROVAL_OUTCOMES, outcome.partition()),
                id,
                ControlOutcomeRecord.write(outcome),
                controlHeaders(id + "/" + outcome.partition(), id));
    }

    private Headers controlHeaders(String id, String subject) {
        return EventHeaders.of(EventType.GATE_CONTROL, id, Party.APPROVAL, time, subject);
    }

    private Headers cardHeaders(CallKey call, String what) {
        String id = EventType.APPROVAL.typeName() + "/" + call + "/" + what + "/" + time;
        return EventHeaders.of(EventType.APPROVAL, id, Party.APPROVAL, time, call.toString());
    }

    void outcome(GateOutcome outcome) {
        ConversationId conversation = outcome.conversationId();
        send(
                Topic.APPROVAL_OUTCOMES,
                conversation.value(),
                OutcomeRecord.write(outcome),
                EventHeaders.ofConversation(
                        EventType.GATE_OUTCOME, outcome.commandId().toString(), conversation, Party.APPROVAL, time));
    }

    void deadLetter(DeadLetter letter, Topic topic) {
        context.forward(
                new Record<>(letter.key(), letter.value(), time.toEpochMilli(), letter.headers()),
                GateTopology.coreDeadLetters(topic));
    }

    private void send(Topic topic, String recordKey, byte @Nullable [] value, Headers headers) {
        forward(GateTopology.sink(topic), recordKey, value, headers);
    }

    private void forward(String sink, String recordKey, byte @Nullable [] value, Headers headers) {
        EventHeaders.copyTrace(cause, headers);
        context.forward(
                new Record<>(recordKey.getBytes(StandardCharsets.UTF_8), value, time.toEpochMilli(), headers), sink);
    }
}
