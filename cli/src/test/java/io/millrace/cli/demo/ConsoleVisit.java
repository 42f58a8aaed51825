package io.millrace.cli.demo;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.assertj.core.api.Assertions;

/** Somebody who looks at the console; notes whatever the browser complains about. For one thread. */
final class ConsoleVisit implements AutoCloseable {
    /** What keeps the pictures: see the README. */
    private static final Path PICTURES = Path.of("target", "screenshots");

    private static final int WIDE = 1920;
    private static final int NARROW = 360;
    private static final int HEIGHT = 1080;

    /** Only for what hangs: jobs start, windows end, models are tried out meanwhile. */
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    /** Opens the address that a demonstration told. */
    ConsoleVisit(Browser browser, String address) {
        context = browser.newContext(
                new Browser.NewContextOptions().setViewportSize(WIDE, HEIGHT).setColorScheme(ColorScheme.LIGHT));
        page = context.newPage();
        page.setDefaultTimeout((double) LIMIT.toMillis());
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.type() + ": " + message.text() + " at " + message.location());
            }
        });
        page.onPageError(error -> complaints.add("not caught: " + error));
        page.navigate(address);
    }

    /** Goes to a page of the console by its link, and waits until it shows something. */
    void go(String name) {
        page.locator("#nav-" + name).click();
        page.locator("body[data-page=" + name + "]").waitFor();
        assertThat(page.locator("#page-" + name)).isVisible();
        assertThat(page.locator("#nav-" + name)).hasAttribute("aria-current", "page");
    }

    Locator the(String selector) {
        return page.locator(selector);
    }

    String text(String selector) {
        return the(selector).textContent().strip();
    }

    /** Waits until there is what {@code selector} describes, visible. */
    void await(String selector) {
        the(selector).first().waitFor();
    }

    /** Waits until an element's text is another one than {@code before}, and returns it. */
    String awaitOtherText(String selector, String before) {
        page.waitForFunction(
                "([selector, before]) => document.querySelector(selector).textContent.trim() !== before",
                List.of(selector, before));
        return text(selector);
    }

    /** What the address bar shows. */
    String address() {
        return page.url();
    }

    /** Pictures of what is shown: wide and narrow, light and dark. Nothing sticks out at the side. */
    void pictures(String name) {
        for (int width : new int[] {NARROW, WIDE}) {
            page.setViewportSize(width, HEIGHT);
            for (ColorScheme scheme : new ColorScheme[] {ColorScheme.DARK, ColorScheme.LIGHT}) {
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                // charts are drawn anew in the frames after
                page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
                page.screenshot(new Page.ScreenshotOptions()
                        // all of it where there is little room, else what one sees first
                        .setFullPage(width == NARROW)
                        .setPath(PICTURES.resolve(String.format(
                                Locale.ROOT,
                                "%s-%d-%s.png",
                                name,
                                width,
                                scheme.name().toLowerCase(Locale.ROOT)))));
            }
            Assertions.assertThat((Integer) page.evaluate("() => document.documentElement.scrollWidth"))
                    .as("width of page " + name)
                    .isLessThanOrEqualTo(width);
        }
    }

    /** What the browser complained about since the last time. */
    List<String> complaints() {
        List<String> since = List.copyOf(complaints);
        complaints.clear();
        return since;
    }

    @Override
    public void close() {
        context.close();
    }
}
