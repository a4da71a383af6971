package dev.countersign.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.countersign.local.launch.DataDir;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The page of approval-service in the Chromium that is on the PATH, signed in as people do.
 *
 * @param errors what the page's scripts threw, and what its Content Security Policy kept out
 */
record Browsing(Playwright playwright, Browser browser, Page page, List<String> errors) implements AutoCloseable {
    private static final List<String> QUIET = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    static Optional<Path> chromium() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "chromium"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Browsing signIn(Path chromium, DataDir data, String url) {
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium)
                        .setArgs(QUIET));
        Page page = browser.newPage();
        List<String> errors = new CopyOnWriteArrayList<>();
        page.onPageError(errors::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && message.text().contains("Content Security Policy")) {
                errors.add(message.text());
            }
        });
        page.onDialog(dialog -> errors.add("dialog: " + dialog.message()));
        page.navigate(data.links().create(data.people().firstApprover(), url));
        PlaywrightAssertions.assertThat(page.locator("#live-text")).hasText("Live");
        return new Browsing(playwright, browser, page, errors);
    }

    /** The line of a call that was decided, unfolded. */
    Locator unfolded(String conversation, String call) {
        Locator line = page.locator("[data-key='" + conversation + "/" + call + "']");
        line.locator("summary").first().click();
        return line;
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
