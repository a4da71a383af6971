package dev.countersign.approval.inbox;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.countersign.approval.inbox.Visitor.button;
import static dev.countersign.approval.inbox.Visitor.field;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import dev.countersign.approval.ApprovalStack;
import dev.countersign.approval.Outsiders;
import dev.countersign.contract.event.CatalogEntry;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.ToolName;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the page shows of the rules that hold calls, and of what they keep people from. */
@QuarkusTest
@QuarkusTestResource(ApprovalStack.class)
class RulesPageIT {
    private static final Duration BOUND = Duration.ofSeconds(20);

    @Inject
    Outsiders outsiders;

    @ConfigProperty(name = "countersign.links.dir")
    Path links;

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
    void shouldGrantWithEveryDigitAndTakeItBack() {
        offer("granted");
        propose("granted", "call_0", "{\"amount\": 5, \"account\": 9007199254740993}");
        Locator card = bob.card(conversation, "call_0");
        button(card, "Approve, don’t ask again…").click();
        field(card, "Which arguments").selectOption("fields");
        field(card, "amount").selectOption("range");
        field(card, "amount to").fill("9007199254740995");
        assertThat(card.locator(".form")).containsText("The rule allows 1 h and 2 calls at most");
        field(card, "How many more calls").fill("3");
        button(card, "Approve and grant").click();
        assertThat(card.locator(".form")).containsText("its rule allows grants of 2 uses at most");

        field(card, "How many more calls").fill("2");
        button(card, "Approve and grant").click();

        assertThat(card).containsText("Approved by bob");
        Locator grant =
                bob.page().locator(".grant").filter(new Locator.FilterOptions().setHasText(conversation.value()));
        assertThat(grant).containsText("9007199254740993");
        assertThat(grant).containsText("from 5 to 9007199254740995");
        propose("granted", "call_1", "{\"amount\": 9007199254740994, \"account\": 9007199254740993}");
        assertThat(bob.decided(conversation, "call_1")).containsText("Approved by a grant of bob");
        button(grant, "Revoke").click();
        assertThat(grant).hasCount(0);
        propose("granted", "call_2", "{\"amount\": 6, \"account\": 9007199254740993}");
        assertThat(button(bob.card(conversation, "call_2"), "Approve")).isVisible();
        assertThat(bob.errors()).isEmpty();
    }

    @Test
    void shouldCountApprovalsAndSayWhatTheRuleDoesNotAllow() {
        offer("two_people");
        Visitor dora = signIn("dora", ApprovalStack.OTHER_APPROVER_TOKEN);
        propose("two_people", "call_0", "{\"amount\": 5}");
        Locator bobs = bob.card(conversation, "call_0");
        Locator doras = dora.card(conversation, "call_0");
        assertThat(bobs).containsText("Needs 2 approvals, of different people");
        assertThat(bobs).containsText("Its rule does not allow answering in the tool’s place");
        assertThat(button(bobs, "Answer instead…")).hasCount(0);
        assertThat(button(bobs, "Approve, don’t ask again…")).hasCount(0);

        button(bobs, "Approve").click();

        assertThat(doras.locator(".state")).containsText("Waiting, 1 of 2 approvals");
        assertThat(doras.locator(".votes")).containsText("1 of 2 approved: bob");
        assertThat(button(bobs, "Approve")).hasCount(0);
        button(doras, "Approve").click();
        assertThat(bobs).containsText("Approved by dora");
    }

    @Test
    void shouldTellThoseWhoMayNotDecideWhy() {
        offer("table_page");
        Visitor dora = signIn("dora", ApprovalStack.OTHER_APPROVER_TOKEN);
        Visitor alice = signIn("alice", ApprovalStack.REQUESTER_TOKEN);
        propose("table_page", "call_0", "{\"amount\": 5}");

        button(dora.card(conversation, "call_0"), "Approve").click();
        button(alice.card(conversation, "call_0"), "Approve").click();

        assertThat(dora.card(conversation, "call_0").locator(".notice-refused")).containsText("Not entitled");
        assertThat(alice.card(conversation, "call_0").locator(".notice-refused"))
                .containsText("Your own request");
        assertThat(alice.card(conversation, "call_0")).containsText("Whoever asked may not decide");
        assertThat(button(alice.card(conversation, "call_0"), "Withdraw…")).isVisible();
    }

    private Visitor signIn(String name, String token) {
        return Visitor.signIn(chromium, links, url, name, token);
    }

    private void offer(String tool) {
        outsiders.offer(new CatalogEntry(
                new ToolName(tool),
                "Does what it is called.",
                Outsiders.json("{\"type\":\"object\"}"),
                new CatalogEntry.Annotations(false, true, false, true),
                Duration.ofSeconds(5),
                0,
                ApprovalStack.EXECUTOR));
        await().atMost(BOUND)
                .until(() -> given().header("Authorization", "Bearer " + ApprovalStack.VIEWER_TOKEN)
                        .get("/api/tools")
                        .jsonPath()
                        .getList("tools.name")
                        .contains(tool));
    }

    private void propose(String tool, String call, String arguments) {
        outsiders.propose(new ToolRequest(
                new CallId(call),
                conversation,
                Optional.empty(),
                Optional.empty(),
                new ToolName(tool),
                Outsiders.json(arguments),
                Optional.of("alice"),
                Optional.empty(),
                Optional.of("Pay the rent"),
                Optional.of("some-model"),
                Optional.empty(),
                Optional.empty()));
    }
}
