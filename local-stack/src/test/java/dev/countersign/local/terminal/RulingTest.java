package dev.countersign.local.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.Verb;
import dev.countersign.contract.json.Digest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulingTest extends TerminalTest {

    private static final Approval CALL = FakeInbox.call("c-1", "call_1", 0, 1, List.of());

    @BeforeEach
    void call() {
        inbox.with(CALL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"c-1/call_1", "call_1"})
    void shouldApproveWhatItShowedAfterAYes(String name) throws Exception {
        int status = decide("yes\n", name, choice(Verb.APPROVE));

        assertThat(status).isEqualTo(ExitStatus.DONE);
        assertThat(printed()).contains("c-1/call_1", "claims to be alice", "\"message\": \"What's up\"", "Approve it?");
        FakeInbox.Decision decision = inbox.decisions.getFirst();
        assertThat(decision.path()).isEqualTo("/api/conversations/c-1/calls/call_1/decision");
        assertThat(decision.body().path("decision").asText()).isEqualTo("approve");
        assertThat(decision.body().path("argumentsDigest").asText())
                .isEqualTo(CALL.argumentsDigest().value());
        assertThat(decision.body().path("toolDigest").asText())
                .isEqualTo(Digest.ofText("send_email").value());
    }

    @ParameterizedTest
    @ValueSource(strings = {"no\n", "\n", "", "yep\n"})
    void shouldDecideNothingWithoutAYes(String input) throws Exception {
        int status = decide(input, "call_1", choice(Verb.REJECT));

        assertThat(status).isEqualTo(ExitStatus.NOT_CONFIRMED);
        assertThat(inbox.decisions).isEmpty();
        assertThat(printed()).contains("Nothing was decided");
    }

    @Test
    void shouldRejectWithAReason() throws Exception {
        decide(
                "",
                "call_1",
                new Ruling.Choice(
                        Verb.REJECT,
                        Optional.of("wrong recipient"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        true));

        assertThat(sent().path("decision").asText()).isEqualTo("reject");
        assertThat(sent().path("reason").asText()).isEqualTo("wrong recipient");
    }

    @Test
    void shouldKeepEveryDigitOfEditedArguments() throws Exception {
        decide("y\n", "call_1", edit("{\"amount\": 1234567890123456789.10, \"at\": \"\\u202e\"}"));

        assertThat(sent().path("arguments").path("amount").decimalValue())
                .isEqualByComparingTo("1234567890123456789.1");
        assertThat(printed())
                .contains("\"amount\": 1234567890123456789.1", "\\u202e")
                .doesNotContain("\u202e");
    }

    @Test
    void shouldSayWhereEditedArgumentsCannotBeRead() {
        assertThatThrownBy(() -> decide("y\n", "call_1", edit("{\n\"amount\": }")))
                .hasMessageContaining("line 2, column");
        assertThat(inbox.decisions).isEmpty();
    }

    @Test
    void shouldAnswerInTheToolsPlace() throws Exception {
        decide(
                "y\n",
                "call_1",
                new Ruling.Choice(
                        Verb.RESPOND,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("she is on leave"),
                        Optional.empty(),
                        false));

        assertThat(sent().path("decision").asText()).isEqualTo("respond");
        assertThat(sent().path("answer").asText()).isEqualTo("she is on leave");
    }

    @Test
    void shouldGrantExactlyTheseArgumentsUnlessFieldsAreNamed() throws Exception {
        decide(
                "y\n",
                "call_1",
                granting(new GrantOffer("conversation", Duration.ofHours(2), Optional.of(5), Map.of())));

        JsonNode grant = sent().path("grant");
        assertThat(grant.path("scope").asText()).isEqualTo("conversation");
        assertThat(grant.path("for").asText()).isEqualTo("PT2H");
        assertThat(grant.path("uses").asInt()).isEqualTo(5);
        assertThat(grant.path("exact").asBoolean()).isTrue();
        assertThat(grant.has("fields")).isFalse();
    }

    @Test
    void shouldHoldMembersThatAreNotNamedToWhatTheyAre() throws Exception {
        Map<String, FieldPattern> fields = Map.of("message", FieldPattern.parse("prefix:What"));

        decide("y\n", "call_1", granting(new GrantOffer("requester", Duration.ofHours(2), Optional.empty(), fields)));

        JsonNode patterns = sent().path("grant").path("fields");
        assertThat(patterns.path("message").path("prefix").asText()).isEqualTo("What");
        assertThat(patterns.path("recipient").path("equals").asText()).isEqualTo("sally@gmail.com");
        assertThat(sent().path("grant").has("exact")).isFalse();
    }

    @Test
    void shouldNotGrantOnMembersThatAreNotThere() {
        Map<String, FieldPattern> fields = Map.of("amount", FieldPattern.parse("range:0..5"));

        assertThatThrownBy(() -> decide(
                        "y\n",
                        "call_1",
                        granting(new GrantOffer("requester", Duration.ofHours(2), Optional.empty(), fields))))
                .hasMessageContaining("no member 'amount'; they have message, recipient");
        assertThat(inbox.decisions).isEmpty();
    }

    @Test
    void shouldTellHowManyApprovalsAreMissingStill() throws Exception {
        inbox.answering(
                "POST",
                "/api/conversations/c-1/calls/call_1/decision",
                200,
                body -> Map.of(
                        "conversationId", "c-1",
                        "outcome", "accepted",
                        "calls",
                                List.of(Map.of(
                                        "callId",
                                        "call_1",
                                        "status",
                                        "PENDING",
                                        "argumentsDigest",
                                        CALL.argumentsDigest(),
                                        "votes",
                                        List.of(Map.of(
                                                "name", "alice", "at", "2026-11-24T12:00:00Z", "via", "terminal")),
                                        "needed",
                                        2))));

        assertThat(decide("y\n", "call_1", choice(Verb.APPROVE))).isEqualTo(ExitStatus.DONE);
        assertThat(printed()).contains("call_1: pending; 1 of 2 approvals");
    }

    @Test
    void shouldSayThatADecisionIsOnItsWay() throws Exception {
        inbox.answering(
                "POST",
                "/api/conversations/c-1/calls/call_1/decision",
                202,
                body -> Map.of("conversationId", "c-1", "outcome", "pending", "calls", List.of()));

        assertThat(decide("y\n", "call_1", choice(Verb.APPROVE))).isEqualTo(ExitStatus.UNDER_WAY);
    }

    @ParameterizedTest
    @CsvSource({
        "own-request, 403, Somebody else has to decide",
        "not-entitled, 403, --as NAME",
        "stale, 409, Look at it as it is now",
        "unfit-arguments, 422, correct the arguments",
        "grant-not-allowed, 422, without --grant"
    })
    void shouldSayWhatToDoAfterARefusal(String kind, int status, String advice) {
        inbox.answering(
                "POST",
                "/api/conversations/c-1/calls/call_1/decision",
                status,
                body -> Map.of(
                        "type", "urn:countersign:problem:" + kind, "title", "No", "detail", "This\u001b[2J is why"));

        assertThatThrownBy(() -> decide("y\n", "call_1", choice(Verb.APPROVE)))
                .isInstanceOf(RefusedByServiceException.class)
                .hasMessageStartingWith("This\\u001b[2J is why. ")
                .hasMessageContaining(advice);
    }

    @Test
    void shouldNotGuessWhichOfTwoCallsIsMeant() {
        inbox.with(FakeInbox.call("c-2", "call_1", 0, 1, List.of()));

        assertThatThrownBy(() -> decide("y\n", "call_1", choice(Verb.APPROVE)))
                .hasMessageContaining("2 pending calls have the id call_1", "c-1/call_1", "c-2/call_1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"call_9", "c-1/call_9"})
    void shouldSayWhereToLookForACallThatIsNotThere(String name) {
        assertThatThrownBy(() -> decide("y\n", name, choice(Verb.APPROVE)))
                .isInstanceOf(RefusedByServiceException.class)
                .hasMessageContaining("./countersign calls");
    }

    private int decide(String input, String name, Ruling.Choice choice) throws Exception {
        return new Ruling(typing(input)).decide(name, choice);
    }

    private static Ruling.Choice choice(Verb verb) {
        return new Ruling.Choice(verb, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    private static Ruling.Choice edit(String arguments) {
        return new Ruling.Choice(
                Verb.EDIT, Optional.empty(), Optional.of(arguments), Optional.empty(), Optional.empty(), false);
    }

    private static Ruling.Choice granting(GrantOffer offer) {
        return new Ruling.Choice(
                Verb.APPROVE, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(offer), false);
    }

    private JsonNode sent() {
        assertThat(inbox.decisions).hasSize(1);
        return inbox.decisions.getFirst().body();
    }
}
