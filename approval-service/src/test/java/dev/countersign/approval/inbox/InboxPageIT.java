package dev.countersign.approval.inbox;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import dev.countersign.approval.ApprovalStack;
import dev.countersign.approval.Outsiders;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.local.trust.Person;
import dev.countersign.local.trust.SignInLinks;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page in a real browser. */
@QuarkusTest
@QuarkusTestResource(ApprovalStack.class)
class InboxPageIT {
    private static final Person BOB = new Person("bob", Set.of("approver"), Set.of(), ApprovalStack.APPROVER_TOKEN);

    @Inject
    Outsiders outsiders;

    @ConfigProperty(name = "countersign.links.dir")
    Path links;

    @TestHTTPResource("/")
    String url;

    private final List<String> pageErrors = new ArrayList<>();
    private ConversationId conversation;
    private Chromium chromium;
    private Page page;

    @BeforeEach
    void open() {
        Optional<Path> executable = Chromium.find();
        assumeTrue(executable.isPresent(), "no chromium on the PATH: the page is not looked at in a browser");
        conversation = Outsiders.newConversation();
        outsiders.offerSendEmail();
        chromium = Chromium.launch(executable.get());
        BrowserContext context = chromium.browser().newContext();
        page = context.newPage();
        page.onPageError(pageErrors::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && message.text().contains("Content Security Policy")) {
                pageErrors.add(message.text());
            }
        });
    }

    @AfterEach
    void close() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void shouldSignInByALinkOnce() {
        String link = link();

        page.navigate(link);

        assertThat(page.locator("#who-name")).hasText("bob");
        assertThat(page.url()).doesNotContain("#");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign out"))
                .click();
        assertThat(page.getByText("You are not signed in")).isVisible();
        page.navigate(link);
        assertThat(page.getByText("This link cannot be used")).isVisible();
    }

    @Test
    void shouldRejectWithAReasonAndApproveWithoutReloading() {
        signIn();
        outsiders.propose(
                conversation, "call_0", "{\"recipient\": \"sally@gmail.com\", \"message\": \"What's up homie\"}");
        Locator card = card();
        assertThat(card).containsText("What's up homie");
        assertThat(card).containsText("claims to be alice");
        assertThat(card).containsText("rule-based stand-in");

        button(card, "Reject…").click();
        card().locator("textarea").fill("wrong recipient");
        button(card(), "Reject").click();

        assertThat(card()).containsText("Rejected by bob");
        assertThat(card()).containsText("wrong recipient");
        outsiders.propose(conversation, "call_1", "{\"recipient\": \"sally@example.com\", \"message\": \"Hello\"}");
        Locator second = page.locator("[data-group='" + conversation + "/call_1/alone']");
        button(second, "Approve").click();
        assertThat(second).containsText("Approved by bob");
        assertThat(status("call_0")).isEqualTo("REJECTED");
        assertThat(status("call_1")).isEqualTo("APPROVED");
    }

    @Test
    void shouldShowWhoDecidedElsewhere() {
        signIn();
        outsiders.propose(conversation, "call_0", "{\"recipient\": \"sally@gmail.com\", \"message\": \"x\"}");
        assertThat(card()).isVisible();

        decideAsDora("call_0");

        assertThat(card()).containsText("Approved by dora over HTTP");
    }

    @Test
    void shouldDecideATurnAtOnce() {
        signIn();
        outsiders.propose(Outsiders.request(
                conversation,
                "a",
                Optional.of(Outsiders.turn("1", 0, 2)),
                "{\"message\": \"first\", \"recipient\": \"a@x.org\"}"));
        outsiders.propose(Outsiders.request(
                conversation,
                "b",
                Optional.of(Outsiders.turn("1", 1, 2)),
                "{\"message\": \"second\", \"recipient\": \"b@x.org\"}"));
        Locator turn = page.locator("[data-group='" + conversation + "/turn/1']");

        button(turn, "Approve all 2").click();

        assertThat(turn.getByText("Approved by bob")).hasCount(2);
    }

    @Test
    void shouldShowScriptsHiddenCharactersAndEveryDigitAsText() {
        signIn();
        String script = "<img src=x onerror='window.owned=1'><script>window.owned=1</script>";
        outsiders.propose(
                conversation,
                "call_0",
                "{\"message\": \"" + script
                        + "\", \"recipient\": \"a\u202Egro.elpmaxe@b\", \"n\": 12345678901234567890.5, \"z\": \""
                        + "long text ".repeat(500) + "the end\"}");

        assertThat(card()).containsText(script);
        assertThat(card()).containsText("U+202E");
        assertThat(card()).containsText("12345678901234567890.5");
        assertThat(card()).containsText("long text the end");
        assertThat(page.evaluate("window.owned")).isNull();
        assertThat(page.locator("#pending img, #pending script").count()).isZero();
        assertThat(pageErrors).isEmpty();
    }

    @Test
    void shouldSayThatTheConnectionIsLostAndCatchUp() {
        signIn();
        page.route("**/api/events*", Route::abort);
        page.reload();
        assertThat(page.getByText("Connection lost")).isVisible();
        outsiders.propose(conversation, "call_0", "{\"recipient\": \"sally@gmail.com\", \"message\": \"x\"}");

        page.unroute("**/api/events*");

        assertThat(page.locator("#live-text")).hasText("Live");
        assertThat(page.getByText("Connection lost")).isHidden();
        assertThat(card()).isVisible();
    }

    private void signIn() {
        page.navigate(link());
        assertThat(page.locator("#live-text")).hasText("Live");
    }

    private String link() {
        return new SignInLinks(links, InstantSource.system()).create(BOB, url.replaceAll("/$", ""));
    }

    private Locator card() {
        return page.locator("[data-group='" + conversation + "/call_0/alone']");
    }

    private static Locator button(Locator in, String name) {
        return in.getByRole(
                AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    private String status(String call) {
        return await().atMost(Duration.ofSeconds(10))
                .until(
                        () -> given().header("Authorization", "Bearer " + ApprovalStack.VIEWER_TOKEN)
                                .get("/api/conversations/" + conversation + "/calls/" + call)
                                .jsonPath()
                                .getString("status"),
                        status -> !status.equals("PENDING"));
    }

    private void decideAsDora(String call) {
        String path = "/api/conversations/" + conversation + "/calls/" + call;
        var shown = given().header("Authorization", "Bearer " + ApprovalStack.VIEWER_TOKEN)
                .get(path)
                .jsonPath();
        given().header("Authorization", "Bearer " + ApprovalStack.OTHER_APPROVER_TOKEN)
                .contentType("application/json")
                .body(Map.of(
                        "decision",
                        "approve",
                        "argumentsDigest",
                        shown.getString("argumentsDigest"),
                        "toolDigest",
                        shown.getString("toolDigest")))
                .post(path + "/decision")
                .then()
                .statusCode(200);
    }
}
