package dev.countersign.approval.inbox;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.countersign.approval.inbox.Visitor.button;
import static dev.countersign.approval.inbox.Visitor.field;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.SelectOption;
import dev.countersign.approval.ApprovalStack;
import dev.countersign.approval.Outsiders;
import dev.countersign.contract.event.CatalogEntry;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.topic.ClientSettings;
import dev.countersign.contract.topic.Topic;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people can decide and say on the page, in a real browser, down to the topics. */
@QuarkusTest
@QuarkusTestResource(ApprovalStack.class)
class VerbsPageIT {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final ToolName TRANSFER = new ToolName("transfer");

    @Inject
    Outsiders outsiders;

    @ConfigProperty(name = "countersign.links.dir")
    Path links;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @TestHTTPResource("/")
    String url;

    private ConversationId conversation;
    private Chromium chromium;
    private Visitor bob;

    @BeforeEach
    void open() {
        Optional<Path> executable = Chromium.find();
        assumeTrue(executable.isPresent(), "no chromium on the PATH: the page is not looked at in a browser");
        conversation = Outsiders.newConversation();
        offerTransfer();
        chromium = Chromium.launch(executable.get());
        bob = signIn("bob", ApprovalStack.APPROVER_TOKEN);
    }

    @AfterEach
    void close() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void shouldKeepEveryDigitOfWhatNobodyTouchedInAnEdit() {
        transfer("call_0", "{\"amount\": 5.50, \"account\": 9007199254740993, \"note\": \"rent\"}");
        Locator card = bob.card(conversation, "call_0");
        button(card, "Edit…").click();

        field(card, "note").fill("rent of \u202Ejune");
        assertThat(card.locator(".preview")).containsText("rent of");
        assertThat(card.locator(".field-hidden")).containsText("U+202E");
        field(card, "note").fill("rent of june");
        button(card, "Change and approve").click();

        assertThat(card).containsText("Approved by bob");
        assertThat(approvedCall("call_0"))
                .contains("\"arguments\":{\"account\":9007199254740993,\"amount\":5.5,\"note\":\"rent of june\"}")
                .contains("\"originalArguments\":{\"account\":9007199254740993,\"amount\":5.5,\"note\":\"rent\"}")
                .contains("\"edited\":true");
        Locator line = bob.decided(conversation, "call_0");
        line.locator("summary").first().click();
        assertThat(line.locator(".difference").first()).containsText("rent of june");
        assertThat(line).containsText("Arguments changed by bob");
        assertThat(bob.errors()).isEmpty();
    }

    @Test
    void shouldKeepEveryDigitOfAnEditOfTheWholeText() {
        transfer("call_0", "{\"amount\": 1e3, \"account\": 1}");
        Locator card = bob.card(conversation, "call_0");
        button(card, "Edit…").click();
        button(card, "Edit the whole text").click();

        field(card, "All arguments").fill("{ \"account\": 9007199254740993,\n \"amount\": 0.10000000000000000001 }");
        button(card, "Change and approve").click();

        assertThat(card).containsText("Approved by bob");
        assertThat(approvedCall("call_0"))
                .contains("\"arguments\":{\"account\":9007199254740993,\"amount\":0.10000000000000000001}");
    }

    @Test
    void shouldSayAtTheFieldWhatDoesNotFitTheTool() {
        transfer("call_0", "{\"amount\": 5, \"account\": 1, \"note\": \"rent\"}");
        Locator card = bob.card(conversation, "call_0");
        button(card, "Edit…").click();

        field(card, "amount").fill("50000");
        button(card, "Change and approve").click();

        assertThat(card.locator(".field-faulty")).hasCount(1);
        assertThat(card.locator(".field-faulty label")).containsText("amount");
        assertThat(card.locator(".field-faulty .field-fault")).containsText("1000");
        field(card, "amount").fill("500");
        button(card, "Change and approve").click();
        assertThat(card).containsText("Approved by bob");
    }

    @Test
    void shouldAnswerInTheToolsPlace() {
        transfer("call_0", "{\"amount\": 5, \"account\": 1}");
        Locator card = bob.card(conversation, "call_0");
        button(card, "Answer instead…").click();
        assertThat(card).containsText("This is not a denial");

        field(card, "Answer").last().fill("It was paid yesterday");
        button(card, "Send the answer").click();

        assertThat(card).containsText("Answered by a person, not run by bob");
        assertThat(card).containsText("It was paid yesterday");
        assertThat(call("call_0", "ANSWERED")).containsEntry("status", "ANSWERED");
    }

    @Test
    void shouldRejectWithAReason() {
        transfer("call_0", "{\"amount\": 5, \"account\": 1}");
        Locator card = bob.card(conversation, "call_0");
        button(card, "Reject…").click();

        card.locator("textarea").fill("wrong account");
        card.locator("textarea").press("Control+Enter");

        assertThat(card).containsText("Rejected by bob");
        assertThat(call("call_0", "REJECTED").get("reason").toString()).contains("wrong account");
    }

    @Test
    void shouldTellOthersWhoLooksAtACallAndWhatTheySay() {
        Visitor dora = signIn("dora", ApprovalStack.OTHER_APPROVER_TOKEN);
        transfer("call_0", "{\"amount\": 5, \"account\": 1}");
        Locator bobs = bob.card(conversation, "call_0");
        Locator doras = dora.card(conversation, "call_0");

        button(bobs, "I look at it").click();

        assertThat(button(bobs, "Look no longer")).isVisible();
        assertThat(doras).containsText("Waiting, bob looks at it");
        assertThat(button(doras, "I look at it")).hasCount(0);
        button(doras, "Comment…").click();
        doras.locator("textarea").fill("I know this account");
        button(doras, "Comment").click();
        assertThat(bobs.locator(".comments")).containsText("I know this account");
        button(bobs, "Look no longer").click();
        assertThat(doras.locator(".state")).containsText("Waiting for a decision");
        assertThat(dora.errors()).isEmpty();
    }

    @Test
    void shouldKeepWhatIsTypedWhileTheCardChanges() {
        transfer("call_0", "{\"amount\": 5, \"account\": 1, \"note\": \"rent\"}");
        Locator card = bob.card(conversation, "call_0");
        button(card, "Edit…").click();
        field(card, "note").fill("half typ");

        given().header("Authorization", "Bearer " + ApprovalStack.OTHER_APPROVER_TOKEN)
                .contentType("application/json")
                .body(Map.of("text", "wait a moment"))
                .post("/api/conversations/" + conversation + "/calls/call_0/comments")
                .then()
                .statusCode(200);

        assertThat(card.locator(".comments")).containsText("wait a moment");
        assertThat(field(card, "note")).hasValue("half typ");
        assertThat(field(card, "note")).isFocused();
    }

    @Test
    void shouldWithdrawAsAnAdminAndDecideNothingElse() {
        Visitor root = signIn("root", ApprovalStack.ADMIN_TOKEN);
        transfer("call_0", "{\"amount\": 5, \"account\": 1}");
        Locator card = root.card(conversation, "call_0");

        button(card, "Withdraw…").click();
        assertThat(button(card, "Approve")).hasCount(0);
        button(card, "Withdraw").click();

        assertThat(bob.card(conversation, "call_0")).containsText("Withdrawn by root");
    }

    @Test
    void shouldOfferNoGrantWhereItsRuleAllowsNone() {
        transfer("call_0", "{\"amount\": 5, \"account\": 1}");

        Locator card = bob.card(conversation, "call_0");

        assertThat(button(card, "Approve")).isVisible();
        assertThat(button(card, "Approve, don’t ask again…")).hasCount(0);
    }

    @Test
    void shouldShowToAllHowTheKillSwitchStands() {
        Visitor root = signIn("root", ApprovalStack.ADMIN_TOKEN);
        assertThat(bob.page().locator("#switch-banner")).isHidden();
        assertThat(bob.page().locator("#switch-control")).isHidden();

        setSwitch(root, "Everything is held", "the mail account was taken over");

        Locator banner = bob.page().locator("#switch-banner");
        assertThat(banner).containsText("Everything is held");
        assertThat(banner).containsText("Set by root");
        assertThat(banner).containsText("the mail account was taken over");
        setSwitch(root, "Open", "all is well");
        assertThat(banner).isHidden();
        assertThat(root.errors()).isEmpty();
    }

    private static void setSwitch(Visitor root, String mode, String reason) {
        Page page = root.page();
        Locator control = page.locator("#switch-control");
        if (control.getAttribute("open") == null) {
            control.locator("summary").click();
        }
        Locator choice = control.locator("select");
        choice.selectOption(new SelectOption()
                .setLabel(choice.locator("option")
                        .filter(new Locator.FilterOptions().setHasText(mode))
                        .textContent()));
        control.getByLabel("Why").fill(reason);
        control.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Set the switch"))
                .click();
        assertThat(control).containsText("Done: it holds everywhere");
    }

    private Visitor signIn(String name, String token) {
        return Visitor.signIn(chromium, links, url, name, token);
    }

    private void offerTransfer() {
        outsiders.offer(new CatalogEntry(
                TRANSFER,
                "Transfers money.",
                Outsiders.json("{\"type\":\"object\",\"properties\":{\"amount\":{\"type\":\"number\",\"maximum\":1000},"
                        + "\"account\":{\"type\":\"integer\"},\"note\":{\"type\":\"string\"}}}"),
                new CatalogEntry.Annotations(false, true, false, true),
                Duration.ofSeconds(5),
                0,
                ApprovalStack.EXECUTOR));
        await().atMost(BOUND)
                .until(() -> asCarol("/api/tools").getList("tools.name").contains(TRANSFER.value()));
    }

    private void transfer(String call, String arguments) {
        outsiders.propose(new ToolRequest(
                new CallId(call),
                conversation,
                Optional.empty(),
                Optional.empty(),
                TRANSFER,
                Outsiders.json(arguments),
                Optional.of("alice"),
                Optional.empty(),
                Optional.of("Pay the rent"),
                Optional.of("some-model"),
                Optional.empty(),
                Optional.empty()));
    }

    /** The value of the call's record on approved-calls, as it was written. */
    private String approvedCall(String call) {
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        List<TopicPartition> partitions = IntStream.range(0, Topic.PARTITIONS)
                .mapToObj(partition -> new TopicPartition(Topic.APPROVED_CALLS.topicName(), partition))
                .toList();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                ClientSettings.consumer(Map.of("bootstrap.servers", bootstrapServers)), bytes, bytes)) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            return await().atMost(BOUND)
                    .until(
                            () -> {
                                for (var read : consumer.poll(Duration.ofMillis(100))) {
                                    String value = new String(read.value(), StandardCharsets.UTF_8);
                                    if (value.contains(conversation.value()) && value.contains("\"" + call + "\"")) {
                                        return Optional.of(value);
                                    }
                                }
                                return Optional.<String>empty();
                            },
                            Optional::isPresent)
                    .orElseThrow();
        }
    }

    private Map<String, Object> call(String call, String status) {
        String path = "/api/conversations/" + conversation + "/calls/" + call;
        return await().atMost(BOUND)
                .until(() -> asCarol(path).<String, Object>getMap("$"), found -> status.equals(found.get("status")));
    }

    private static JsonPath asCarol(String path) {
        return given().header("Authorization", "Bearer " + ApprovalStack.VIEWER_TOKEN)
                .get(path)
                .jsonPath();
    }
}
