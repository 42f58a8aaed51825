package io.millrace.cli.demo;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.millrace.cli.MillraceProcess;
import io.millrace.cli.local.ConsoleAccess;
import io.millrace.cli.local.DataFolder;
import io.millrace.examples.fraud.PaymentFiles;
import io.millrace.examples.fraud.ReportersConfig;
import io.millrace.jobs.pipeline.PipelineFile;
import io.millrace.model.store.ModelStore;
import io.millrace.model.store.StoredModel;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The console in a real browser while the demonstrations run: what it shows changes, and what is asked for there happens. Skipped where there
 * is no Chromium.
 */
@Timeout(600)
class ConsoleIT {
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/#token=[0-9a-f]{64}");
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int PAYMENTS = 3_000;

    private static Chromium chromium;

    @BeforeAll
    static void startBrowser() {
        String missing = Chromium.whatIsMissing();
        assumeTrue(missing.isEmpty(), "skipped: " + missing);
        chromium = Chromium.start();
        PlaywrightAssertions.setDefaultAssertionTimeout((double) LIMIT.toMillis());
    }

    @AfterAll
    static void endBrowser() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void flightsAreWatchedAndTheirModelIsSwappedAndTakenBack(@TempDir Path folder) throws Exception {
        Path data = folder.resolve("data");
        StoredModel trees = trees(2, folder, DataFolder.of(data));
        StoredModel newer = trees(3, folder, DataFolder.of(data));
        try (MillraceProcess demo = MillraceProcess.start(
                        folder,
                        "demo",
                        "flights",
                        "--events",
                        "18000",
                        "--rate",
                        "600",
                        "--no-swap",
                        "--stay",
                        "--data-dir",
                        data.toString());
                ConsoleVisit visit = new ConsoleVisit(chromium.browser(), address(demo))) {
            assertThat(visit.the("#pipeline")).hasText("flights");
            assertThat(visit.address()).as("shows no secret").doesNotContain("token");

            numbersChange(visit);
            deploy(visit, trees);
            takeBack(visit);
            challenge(visit, newer);
            driftIsShown(visit);
            learningIsShown(visit);
            visit.go("signals");
            visit.await("#signals-table tbody tr");
            visit.pictures("signals");
            assertThat(visit.complaints()).isEmpty();

            demo.interrupt();
            assertThat(demo.exitCode()).as(demo.everything()).isEqualTo(130);
        }
        assertThat(MillraceProcess.processesWith(data.toString()))
                .as("left running")
                .isEmpty();
    }

    private static void numbersChange(ConsoleVisit visit) {
        visit.go("overview");
        String first = visit.awaitOtherText("#overview-answers-total", "–");
        String second = visit.awaitOtherText("#overview-answers-total", first);
        assertThat(visit.awaitOtherText("#overview-answers-total", second)).isNotEqualTo(first);
        visit.awaitOtherText("#overview-latency-p99", "–");
        assertThat(visit.the("#overview-gap")).hasAttribute("data-state", "ok");
        visit.await("#overview-rate-chart canvas");
        assertThat(visit.the("#overview-slots tr[data-role=champion] .model")).hasText("the pipeline file's");
        visit.pictures("overview");
    }

    private static void deploy(ConsoleVisit visit, StoredModel trees) {
        visit.go("models");
        bring(visit, trees, 2);
        visit.await("#phase-preparing[data-state=running], #phase-preparing[data-state=done]");
        visit.await("#phase-active[data-state=done]");
        visit.await("#swap-outcome[data-outcome=DONE]");
        assertThat(visit.the("#models-champion")).hasText("delay-lightgbm@2");
        visit.await("#models-history tr[data-phase=PREPARING]");
        visit.await("#models-history tr[data-phase=ACTIVE]");
        visit.pictures("models");
        visit.go("overview");
        assertThat(visit.the("#overview-slots tr[data-role=champion] .model")).hasText("delay-lightgbm@2");
    }

    private static void takeBack(ConsoleVisit visit) {
        visit.go("models");
        visit.the("#rollback-button").click();
        visit.the("#confirm-no").click();
        assertThat(visit.the("#models-champion")).hasText("delay-lightgbm@2");
        visit.the("#rollback-button").click();
        visit.the("#confirm-yes").click();
        assertThat(visit.the("#models-champion")).not().hasText("delay-lightgbm@2");
        visit.await("#models-history tr[data-kind=ROLLBACK][data-phase=ACTIVE]");
    }

    private static void bring(ConsoleVisit visit, StoredModel trees, int version) {
        visit.the("#deploy-model").fill("delay-lightgbm");
        visit.the("#deploy-version").fill(Integer.toString(version));
        visit.the("#deploy-uri").fill(trees.path().toUri().toString());
        visit.the("#deploy-sha256").fill(trees.sha256());
        visit.the("#deploy-size").fill(Long.toString(trees.size()));
        visit.the("#deploy-button").click();
        visit.the("#confirm-yes").click();
    }

    /** A model beside the champion, and away again, by the keyboard. */
    private static void challenge(ConsoleVisit visit, StoredModel trees) {
        visit.the("#deploy-as").selectOption("shadow");
        visit.the("#deploy-percent").fill("20");
        bring(visit, trees, 3);
        visit.await("#models-beside tr[data-role=shadow][data-model='delay-lightgbm@3']");
        visit.the("#models-beside tr[data-role=shadow] .retire").press("Enter");
        visit.the("#confirm-yes").press("Enter");
        assertThat(visit.the("#models-beside tr[data-role=shadow]")).hasCount(0);
    }

    private static void driftIsShown(ConsoleVisit visit) {
        visit.go("drift");
        visit.await("button.drift-cell");
        // by the keyboard alone
        visit.the("button.drift-cell").first().press("Enter");
        visit.await("#drift-detail");
        visit.await("#drift-chart canvas");
        visit.pictures("drift");
    }

    private static void learningIsShown(ConsoleVisit visit) {
        visit.go("quality");
        visit.await("#quality-chart canvas");
        visit.pictures("quality");
        visit.go("learners");
        visit.await("article.learner[data-learner=delay-online]");
        visit.await("#learner-parameters tbody tr");
        visit.pictures("learners");
    }

    @Test
    void whatTheFilterHeldIsReviewed(@TempDir Path folder) throws Exception {
        Path files = folder.resolve("files");
        PaymentFiles.write(files, PaymentFiles.smallWorld(1), PAYMENTS, ReportersConfig.DEFAULTS);
        AtomicReference<String> told = new AtomicReference<>("");
        DataFolder data = DataFolder.of(folder.resolve("data"));
        // in this process, so that it is one run, not three
        new FraudRun(new Stage(data, ConsoleAccess.fresh(), told::set, line -> {}, report -> {}, () -> {}))
                .run(
                        PipelineFile.read(MillraceProcess.HOME
                                .resolve("examples")
                                .resolve("fraud")
                                .resolve("pipeline.yaml")),
                        files.resolve(PaymentFiles.PAYMENTS),
                        files.resolve(PaymentFiles.ATTACKED),
                        FraudAnswers.against(files.resolve(PaymentFiles.LABELS), PAYMENTS),
                        answered -> {},
                        outcome -> review(told.get()));
    }

    private static void review(String told) {
        Matcher address = ADDRESS.matcher(told);
        assertThat(address.find()).as(told).isTrue();
        try (ConsoleVisit visit = new ConsoleVisit(chromium.browser(), address.group())) {
            visit.go("admission");
            visit.awaitOtherText("#admission-refused", "–");
            visit.await("#quarantine tr.quarantine-row");
            visit.await("#admission-reasons tbody tr");
            decide(visit, "#quarantine-release");
            visit.pictures("admission");
            decide(visit, "#quarantine-reject");
            visit.go("learners");
            holdUp(visit, "FREEZE");
            holdUp(visit, "THAW");
            assertThat(visit.complaints()).isEmpty();
        }
    }

    /** About the first example; it is not held any more then. */
    private static void decide(ConsoleVisit visit, String button) {
        String event = visit.the("#quarantine tr.quarantine-row").first().getAttribute("data-event");
        visit.the("#quarantine tr.quarantine-row").first().press("Enter");
        visit.await("#quarantine-detail");
        visit.the(button).click();
        visit.the("#confirm-yes").click();
        assertThat(visit.the("#quarantine tr[data-event='" + event + "']")).hasCount(0);
    }

    private static void holdUp(ConsoleVisit visit, String kind) {
        visit.the("#learner-" + kind.toLowerCase(Locale.ROOT)).press("Enter");
        visit.the("#confirm-yes").press("Enter");
        visit.await("#learner-commands tr[data-kind=" + kind + "][data-outcome=DONE]");
    }

    /** The trees of the example under a version that nothing has deployed. */
    private static StoredModel trees(int version, Path folder, DataFolder data) throws IOException {
        Path first = MillraceProcess.FLIGHTS.resolve("models").resolve("delay-lightgbm-onnx");
        Path copy = Files.createDirectory(folder.resolve("trees-" + version));
        try (var files = Files.list(first)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        Path description = copy.resolve("model.yaml");
        Files.writeString(
                description, Files.readString(description).replace("\nversion: 1\n", "\nversion: " + version + "\n"));
        return ModelStore.open(data.models()).add(copy);
    }

    /** Waits for the address that the demonstration tells, and until its console knows what the topics have. */
    private static String address(MillraceProcess demo) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        HttpClient client = HttpClient.newHttpClient();
        while (System.nanoTime() < deadline) {
            assertThat(demo.isAlive()).as(demo.everything()).isTrue();
            Matcher told = ADDRESS.matcher(demo.err());
            if (told.find() && isReady(client, told.group())) {
                return told.group();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        throw new AssertionError("no console within " + LIMIT + "\n" + demo.everything());
    }

    private static boolean isReady(HttpClient client, String address) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(address).resolve("/ready")).build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    }
}
