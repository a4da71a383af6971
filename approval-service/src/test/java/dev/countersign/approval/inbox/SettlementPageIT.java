package dev.countersign.approval.inbox;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.countersign.approval.inbox.Visitor.button;
import static dev.countersign.approval.inbox.Visitor.field;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.countersign.approval.ApprovalStack;
import dev.countersign.approval.Outsiders;
import dev.countersign.contract.id.ConversationId;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls of which nobody can tell what became, on the page, in a real browser. */
@QuarkusTest
@QuarkusTestResource(ApprovalStack.class)
class SettlementPageIT {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final String MARKUP = "<img src=x onerror=alert(1)>";

    @Inject
    Outsiders outsiders;

    @ConfigProperty(name = "countersign.links.dir")
    Path links;

    @TestHTTPResource("/")
    String url;

    private ConversationId conversation;
    private Chromium chromium;

    @BeforeEach
    void loseCall() {
        Optional<Path> executable = Chromium.find();
        assumeTrue(executable.isPresent(), "no chromium on the PATH: the page is not looked at in a browser");
        chromium = Chromium.launch(executable.get());
        conversation = Outsiders.newConversation();
        outsiders.offerSendEmail();
        await().atMost(BOUND)
                .until(() -> asBob("/api/tools").getList("tools.name").contains("send_email"));
        lose();
    }

    @AfterEach
    void close() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void shouldSayWhatIsKnownAndTakeWhatAnAdminFoundOut() {
        Visitor root = signIn("root", ApprovalStack.ADMIN_TOKEN);
        Visitor bob = signIn("bob", ApprovalStack.APPROVER_TOKEN);
        Locator card = unknown(root);
        assertThat(card).containsText("It may have run.");
        assertThat(card).containsText("by executor-service-0, attempt 1");
        assertThat(card).containsText("started and never heard of again; it may have run");
        assertThat(root.page().locator("#unknown-count")).not().hasText("0");
        assertThat(unknown(bob)).containsText("An admin who has found out can settle it.");
        assertThat(button(unknown(bob), "Settle…")).hasCount(0);

        button(card, "Settle…").click();
        field(card, "What it returned is").selectOption("json");
        field(card, "What it returned").last().fill("{\"id\": 12345678901234567890, \"note\": \"" + MARKUP + "\"}");
        button(card, "Next…").click();
        assertThat(card).containsText("It is said once, and cannot be changed");
        button(card, "Yes, settle it").click();

        assertThat(card).hasCount(0);
        assertThat(unknown(bob)).hasCount(0);
        Locator line = bob.decided(conversation, "call_0");
        assertThat(line).containsText("Outcome unknown at first, settled since");
        line.locator("summary").first().click();
        assertThat(line).containsText("It succeeded, says root");
        assertThat(line).containsText("12345678901234567890");
        assertThat(line).containsText(MARKUP);
        assertThat(root.errors()).isEmpty();
        assertThat(bob.errors()).isEmpty();
    }

    @Test
    void shouldShowLateResultAndSettleByKeyboardOnAPhone() {
        Visitor root = Visitor.signIn(
                chromium,
                links,
                url,
                "root",
                ApprovalStack.ADMIN_TOKEN,
                new Browser.NewContextOptions().setViewportSize(390, 844));
        Locator card = unknown(root);
        outsiders.report(Outsiders.late(Outsiders.SEND, conversation, "call_0", "\"" + MARKUP + "\""));
        assertThat(card).containsText("It came too late to be the outcome; the model was not told.");
        assertThat(card).containsText(MARKUP);

        button(card, "Settle…").press("Enter");
        field(card, "What became of it").selectOption("failed");
        field(card, "What went wrong").press("Control+Enter");
        assertThat(card.locator(".field-fault")).hasText("Say what went wrong");
        field(card, "What went wrong").fill("It went to " + MARKUP);
        assertThat(scrollsSideways(root.page())).isFalse();
        field(card, "What went wrong").press("Control+Enter");
        assertThat(button(card, "Back")).isFocused();
        button(card, "Yes, settle it").press("Enter");

        assertThat(card).hasCount(0);
        JsonPath call = asBob("/api/conversations/" + conversation + "/calls/call_0");
        assertThat(call.getString("settlement.reason")).isEqualTo("It went to " + MARKUP);
        assertThat(call.getString("settlement.by.via")).isEqualTo("web");
        assertThat(call.getString("lateResult.status")).isEqualTo("SUCCEEDED");
        assertThat(root.errors()).isEmpty();
    }

    private static boolean scrollsSideways(Page page) {
        return (Boolean) page.evaluate("document.documentElement.scrollWidth > window.innerWidth");
    }

    private Locator unknown(Visitor visitor) {
        return visitor.page().locator("[data-unknown='" + conversation + "/call_0']");
    }

    private void lose() {
        outsiders.propose(conversation, "call_0", "{\"message\": \"What's up homie\", \"recipient\": \"sally\"}");
        JsonPath shown = standing("PENDING");
        given().header("Authorization", "Bearer " + ApprovalStack.APPROVER_TOKEN)
                .contentType("application/json")
                .body(Map.of(
                        "decision",
                        "approve",
                        "argumentsDigest",
                        shown.getString("argumentsDigest"),
                        "toolDigest",
                        shown.getString("toolDigest")))
                .post("/api/conversations/" + conversation + "/calls/call_0/decision")
                .then()
                .statusCode(200);
        outsiders.report(Outsiders.unknown(Outsiders.SEND, conversation, "call_0"));
        standing("UNKNOWN");
    }

    private JsonPath standing(String status) {
        return await().atMost(BOUND)
                .until(
                        () -> asBob("/api/conversations/" + conversation + "/calls/call_0"),
                        call -> status.equals(call.getString("status")));
    }

    private Visitor signIn(String name, String token) {
        return Visitor.signIn(chromium, links, url, name, token);
    }

    private static JsonPath asBob(String path) {
        return given().header("Authorization", "Bearer " + ApprovalStack.APPROVER_TOKEN)
                .get(path)
                .jsonPath();
    }
}
