package dev.countersign.approval.inbox;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.local.trust.Person;
import dev.countersign.local.trust.SignInLinks;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A person with a browser of their own, signed in.
 *
 * @param errors what the page's scripts threw, and what its Content Security Policy kept out
 */
record Visitor(Page page, List<String> errors) {

    /** Signs in by a link, as people do. */
    static Visitor signIn(Chromium chromium, Path links, String url, String name, String token) {
        return signIn(chromium, links, url, name, token, new Browser.NewContextOptions());
    }

    static Visitor signIn(
            Chromium chromium, Path links, String url, String name, String token, Browser.NewContextOptions options) {
        Page page = chromium.browser().newContext(options).newPage();
        List<String> errors = new CopyOnWriteArrayList<>();
        page.onPageError(errors::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && message.text().contains("Content Security Policy")) {
                errors.add(message.text());
            }
        });
        Person person = new Person(name, Set.of(), Set.of(), token);
        page.navigate(new SignInLinks(links, InstantSource.system()).create(person, url.replaceAll("/$", "")));
        assertThat(page.locator("#live-text")).hasText("Live");
        return new Visitor(page, errors);
    }

    /** The card of a call that is decided alone. */
    Locator card(ConversationId conversation, String call) {
        return page.locator("[data-group='" + conversation + "/" + call + "/alone']");
    }

    /** The folded line of a call that was decided. */
    Locator decided(ConversationId conversation, String call) {
        return page.locator("[data-key='" + conversation + "/" + call + "']");
    }

    static Locator button(Locator in, String name) {
        return in.getByRole(
                AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    static Locator field(Locator in, String label) {
        return in.getByLabel(label);
    }
}
