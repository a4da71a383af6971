package dev.countersign.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.topic.DeadLetter;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.EventType;
import dev.countersign.contract.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Every promise can be broken, and the audit says so. */
class AuditTest {
    private static final PlannedCall PUT = call("put", ChaosTool.SET, Ruling.APPROVE);
    private static final PlannedCall POST = call("post", ChaosTool.BOOK, Ruling.POLICY);
    private static final PlannedCall EDITED = call("edit", ChaosTool.BOOK, Ruling.EDIT);
    private static final PlannedCall REJECTED = call("reject", ChaosTool.BOOK, Ruling.REJECT);

    private final CallLog log = new CallLog();
    private final List<Effect> effects = new ArrayList<>();
    private int offset;

    @Test
    void shouldFindNothingWhereAllIsAsPromised() {
        succeeded(POST);
        succeeded(EDITED);
        succeeded(PUT);
        effects.add(effect(PUT));
        rejected(REJECTED);

        assertThat(violations(POST, EDITED, PUT, REJECTED)).isEmpty();
    }

    @Test
    void shouldMissACallWithoutDecision() {
        requested(POST);

        assertThat(violations(POST)).singleElement().asString().contains("is lost");
    }

    @Test
    void shouldMissAResultAndSeeTheOpenLedger() {
        requested(POST);
        approved(POST, POST.approved());
        ledger(POST, "STARTED");

        assertThat(violations(POST))
                .hasSize(2)
                .anyMatch(each -> each.contains("has 0 results"))
                .anyMatch(each -> each.contains("still open"));
    }

    @Test
    void shouldSeeASecondResultThatIsNotLate() {
        succeeded(POST);
        result(POST, "UNKNOWN", 1, false);

        assertThat(violations(POST)).singleElement().asString().contains("has 2 results");
    }

    @Test
    void shouldAllowALateResult() {
        succeeded(POST);
        result(POST, "SUCCEEDED", 1, true);

        assertThat(violations(POST)).isEmpty();
    }

    @Test
    void shouldSeeWhatWasDoneTwice() {
        succeeded(POST);
        effects.add(effect(POST));

        assertThat(violations(POST)).singleElement().asString().contains("done 2 times");
    }

    @Test
    void shouldSeeMoreAttemptsThanDeclared() {
        succeeded(PUT);
        for (int more = 0; more < PUT.tool().attempts(); more++) {
            effects.add(effect(PUT));
        }

        assertThat(violations(PUT)).singleElement().asString().contains("done 5 times");
    }

    @Test
    void shouldSeeASecondKey() {
        succeeded(PUT);
        effects.add(new Effect(PUT.tool(), PUT.ref(), "another"));

        assertThat(violations(PUT)).singleElement().asString().contains("the key another");
    }

    @Test
    void shouldSeeSuccessWithoutAnEffect() {
        succeeded(POST);
        effects.clear();

        assertThat(violations(POST)).singleElement().asString().contains("was not done");
    }

    @Test
    void shouldSeeAFailureThatDidItAllTheSame() {
        requested(POST);
        approved(POST, POST.approved());
        ledger(POST, "FINISHED");
        result(POST, "FAILED", 1, false);
        effects.add(effect(POST));

        assertThat(violations(POST)).singleElement().asString().contains("FAILED and was done");
    }

    @Test
    void shouldSeeAnEffectOfACallThatIsToldNeverToHaveStarted() {
        requested(POST);
        approved(POST, POST.approved());
        ledger(POST, "FINISHED");
        result(POST, "REFUSED", 0, false);
        effects.add(effect(POST));

        assertThat(violations(POST)).singleElement().asString().contains("never to have started");
    }

    @Test
    void shouldSeeAnEffectWithoutAnApproval() {
        rejected(REJECTED);
        effects.add(effect(REJECTED));

        assertThat(violations(REJECTED)).singleElement().asString().contains("without an approval");
    }

    @Test
    void shouldSeeTwoDecisions() {
        succeeded(POST);
        add(Topic.REJECTED_CALLS, POST, "\"reason\":{\"kind\":\"EXPIRED\"}");

        assertThat(violations(POST)).hasSize(2).anyMatch(each -> each.contains("2 decisions"));
    }

    @Test
    void shouldSeeACallApprovedThatWasToBeRejected() {
        succeeded(REJECTED);

        assertThat(violations(REJECTED)).singleElement().asString().contains("should not have been");
    }

    @Test
    void shouldSeeThatTheProposalRanInPlaceOfTheEdit() {
        succeeded(EDITED);
        effects.set(0, new Effect(EDITED.tool(), EDITED.ref(), EDITED.key()));

        assertThat(violations(EDITED)).hasSize(2).anyMatch(each -> each.contains("as it was proposed"));
    }

    @Test
    void shouldSeeOtherArguments() {
        succeeded(POST);
        CallLog other = new CallLog();
        other.add(record(Topic.APPROVED_CALLS.topicName(), POST, "\"arguments\":{},\"edited\":false"));

        assertThat(Audit.violations(load(POST), other, effects)).anyMatch(each -> each.contains("other arguments"));
    }

    @Test
    void shouldSeeWhatNobodyAskedFor() {
        effects.add(new Effect(ChaosTool.BOOK, "stray-1", "none"));
        succeeded(POST);

        assertThat(violations())
                .anyMatch(each -> each.contains("nobody asked"))
                .anyMatch(each -> each.contains("never sent"));
    }

    @Test
    void shouldSeeADeadLetterOfSomethingElseThanStoodThere() {
        requested(POST);
        ConsumerRecord<byte[], byte[]> letter = record(Topic.TOOL_REQUESTS.deadLetters(), POST, "\"cut\":true");
        EventHeaders.put(letter.headers(), DeadLetter.TOPIC, Topic.TOOL_REQUESTS.topicName());
        EventHeaders.put(letter.headers(), DeadLetter.PARTITION, "0");
        EventHeaders.put(letter.headers(), DeadLetter.OFFSET, "1");
        log.add(letter);

        assertThat(violations(POST)).anyMatch(each -> each.contains("is not what stood there"));
    }

    private List<String> violations(PlannedCall... calls) {
        return Audit.violations(load(calls), log, effects);
    }

    private static LoadPlan load(PlannedCall... calls) {
        return new LoadPlan(List.of(calls).stream()
                .map(call -> new LoadPlan.Message(Duration.ZERO, List.of(call)))
                .toList());
    }

    private static PlannedCall call(String name, ChaosTool tool, Ruling ruling) {
        return new PlannedCall(name, "call_0", Optional.empty(), false, tool, ruling, ruling.mark() + "1");
    }

    private static Effect effect(PlannedCall call) {
        return new Effect(call.tool(), call.approvedRef(), call.key());
    }

    private void succeeded(PlannedCall call) {
        requested(call);
        approved(call, call.approved());
        ledger(call, "STARTED");
        ledger(call, "FINISHED");
        result(call, "SUCCEEDED", 1, false);
        effects.add(effect(call));
    }

    private void rejected(PlannedCall call) {
        requested(call);
        add(Topic.REJECTED_CALLS, call, "\"reason\":{\"kind\":\"REJECTED\"}");
    }

    private void requested(PlannedCall call) {
        add(Topic.TOOL_REQUESTS, call, "\"arguments\":" + call.proposed());
    }

    private void approved(PlannedCall call, String arguments) {
        add(
                Topic.APPROVED_CALLS,
                call,
                "\"arguments\":%s,\"edited\":%s".formatted(arguments, call.ruling() == Ruling.EDIT));
    }

    private void ledger(PlannedCall call, String state) {
        add(Topic.EXECUTOR_LEDGER, call, "\"state\":\"" + state + "\"");
    }

    private void result(PlannedCall call, String status, int attempt, boolean late) {
        String edited = call.ruling() == Ruling.EDIT ? ",\"editedArguments\":" + call.approved() : "";
        add(
                Topic.TOOL_RESULTS,
                call,
                "\"status\":\"%s\",\"attempt\":%d,\"late\":%s%s".formatted(status, attempt, late, edited));
    }

    private void add(Topic topic, PlannedCall call, String members) {
        log.add(record(topic.topicName(), call, members));
    }

    private ConsumerRecord<byte[], byte[]> record(String topic, PlannedCall call, String members) {
        String value = "{\"conversationId\":\"%s\",\"callId\":\"%s\",%s}"
                .formatted(call.conversation(), call.callId(), members);
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                topic,
                0,
                ++offset,
                call.key().getBytes(StandardCharsets.UTF_8),
                value.getBytes(StandardCharsets.UTF_8));
        EventHeaders.put(record.headers(), EventHeaders.TYPE, EventType.TOOL_RESULT.typeName());
        return record;
    }
}
