package io.millrace.cli.demo;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Debian's Chromium, driven by Playwright. All its processes end with this, and by themselves when this process ends. */
final class Chromium implements AutoCloseable {
    /** Another one: {@code -Dmillrace.chromium=PATH}, with the profile {@code browser}. */
    private static final Path PROGRAM = Path.of(System.getProperty("millrace.chromium", "/usr/bin/chromium"));

    /** It runs as root in containers, and asks nobody on the internet for anything. */
    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage");

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright) {
        this.playwright = playwright;
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(PROGRAM)
                        .setHeadless(true)
                        .setArgs(FLAGS));
    }

    static Chromium start() {
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        boolean started = false;
        try {
            Chromium chromium = new Chromium(playwright);
            started = true;
            return chromium;
        } finally {
            if (!started) {
                playwright.close();
            }
        }
    }

    /** Why there is none; empty where there is one. */
    static String whatIsMissing() {
        if (!Files.isExecutable(PROGRAM)) {
            return "no Chromium at " + PROGRAM + " (Debian: apt-get install chromium)";
        }
        return Chromium.class.getResource("/driver/linux/node") != null
                ? ""
                : "what drives a browser is not on the class path (Maven: -Pbrowser)";
    }

    Browser browser() {
        return browser;
    }

    @Override
    public void close() {
        playwright.close();
    }
}
