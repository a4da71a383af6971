package dev.countersign.approval.gate.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.approval.gate.CommandId;
import dev.countersign.approval.gate.GateCommand;
import dev.countersign.approval.gate.GateOutcome;
import dev.countersign.approval.gate.SeenCall;
import dev.countersign.approval.gate.Voter;
import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.ApprovedCall;
import dev.countersign.contract.event.Verb;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.contract.signing.SignedKind;
import dev.countersign.contract.signing.TrustedKeys;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.Partitions;
import dev.countersign.contract.topic.Topic;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bare request comes, a person approves, the executor reports: on a real broker. */
class MainPathIT {

    private static final ConversationId CONVERSATION = new ConversationId("c-91");

    @TempDir
    static Path dir;

    private static GateStack stack;
    private static GateStack.Instance gate;

    @BeforeAll
    static void start() {
        stack = GateStack.start(dir);
        stack.offer(Tools.COUNT_EMAILS);
        gate = stack.instance("approval-service-0");
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void shouldReleaseSignedCallOnceApprovedAndRecordItsResult() throws UnreadableException {
        // Given
        stack.send(Topic.TOOL_REQUESTS, null, """
                {"callId":"call_7f3","conversationId":"c-91","tool":"count_emails","arguments":{"last_n_days":5}}""");
        Approval pending = card(stack.await("approvals", record -> card(record).status() == Approval.Status.PENDING));

        // When
        GateOutcome outcome = gate.ask(GateCommand.DecideCall.of(
                new CommandId(UUID.randomUUID()),
                new Voter("bob", Set.of(), false, "web"),
                CONVERSATION,
                new SeenCall(
                        new CallId("call_7f3"),
                        pending.argumentsDigest(),
                        pending.toolDigest().orElseThrow()),
                Verb.APPROVE));
        ConsumerRecord<byte[], byte[]> released = stack.await("approved-calls", record -> true);
        stack.send(Topic.TOOL_RESULTS, "another key", """
                {"callId":"call_7f3","conversationId":"c-91","tool":"count_emails","status":"SUCCEEDED","output":10,
                 "finishedAt":"2026-11-24T12:00:00Z","attempt":1,"late":false,"executor":"executor-service"}""");
        Approval done = card(stack.await("approvals", record -> card(record).status() == Approval.Status.SUCCEEDED));

        // Then
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        GateOutcome.Accepted.class,
                        accepted -> assertThat(accepted.calls())
                                .singleElement()
                                .satisfies(call -> assertThat(call.status()).isEqualTo(Approval.Status.APPROVED)));
        String signature =
                EventHeaders.text(released.headers(), EventHeaders.SIGNATURE).orElseThrow();
        assertThat(TrustedKeys.loadFolder(stack.keys().trusted())
                        .verify(SignedKind.APPROVED_CALL, released.value(), signature))
                .isInstanceOf(TrustedKeys.Verification.Valid.class);
        assertThat(released.partition()).isEqualTo(Partitions.of(CONVERSATION));
        ApprovedCall call = JsonCodec.read(released.value(), ApprovedCall.class);
        assertThat(call.approvedBy())
                .singleElement()
                .satisfies(by -> assertThat(by.name()).isEqualTo("bob"));
        assertThat(call.executor()).isEqualTo("executor-service");
        assertThat(done.result().orElseThrow().output()).contains(Tools.json("10"));
        assertThat(done.decidedBy().orElseThrow().name()).isEqualTo("bob");
    }

    static Approval card(ConsumerRecord<byte[], byte[]> record) {
        try {
            return JsonCodec.read(record.value(), Approval.class);
        } catch (UnreadableException e) {
            throw new AssertionError(e);
        }
    }
}
