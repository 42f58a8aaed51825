package io.millrace.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.millrace.model.store.StoredModel;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.StatusPhase;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * One job under traffic, again and again lost in the middle of a swap: a task manager, or everything at once. Afterwards the
 * command has one outcome, which is what the answers show, and every event has one answer.
 *
 * <p>{@code -Dmillrace.swap=full}: 20 random points instead of two. Another seed: {@code -Dmillrace.seed=N}.
 */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SwapRaceIT {
    private static final int PARTITIONS = 2;
    private static final int PER_SECOND = 1_000;
    /** So far ahead of the events that no preparation under load takes longer. */
    private static final int AHEAD = 60_000;

    private static final long LONGEST_DELAY_NANOS = 4_000_000_000L;

    private HttpServer server;
    private ExecutorService serving;
    private volatile CountDownLatch requested;
    private volatile CountDownLatch released = new CountDownLatch(0);
    private Path home;
    private SwapTestBed bed;
    private Random random;
    private int nextEvent;
    private long version = 10;

    /** When. */
    enum Point {
        FETCH,
        VALIDATION,
        BEFORE_COMMIT,
        AFTER_COMMIT,
        ANY
    }

    /** What is lost. */
    enum Loss {
        TASK_MANAGER,
        EVERYTHING
    }

    record Race(Point point, Loss loss, boolean atEventTime) {}

    static List<Race> races() {
        List<Race> races = new ArrayList<>();
        boolean atEventTime = true;
        for (Point point : List.of(Point.FETCH, Point.VALIDATION, Point.BEFORE_COMMIT, Point.AFTER_COMMIT)) {
            races.add(new Race(point, Loss.TASK_MANAGER, atEventTime));
            races.add(new Race(point, Loss.EVERYTHING, !atEventTime));
            atEventTime = !atEventTime;
        }
        int points = "full".equals(System.getProperty("millrace.swap")) ? 20 : 2;
        for (int i = 0; i < points; i++) {
            races.add(new Race(Point.ANY, i % 3 == 0 ? Loss.TASK_MANAGER : Loss.EVERYTHING, i % 2 == 0));
        }
        return races;
    }

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        long seed = Long.getLong("millrace.seed", System.nanoTime());
        LoggerFactory.getLogger(SwapRaceIT.class).info("seed {}", seed);
        random = new Random(seed);
        home = folder;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serving = Executors.newCachedThreadPool();
        server.setExecutor(serving);
        server.createContext("/", exchange -> {
            try (exchange) {
                byte[] model = Files.readAllBytes(
                        home.resolve("served" + exchange.getRequestURI().getPath()));
                exchange.sendResponseHeaders(200, model.length);
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(model, 0, 1);
                    out.flush();
                    requested.countDown();
                    released.await();
                    out.write(model, 1, model.length - 1);
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
        server.start();
        bed = new SwapTestBed(
                folder.resolve("bed"),
                SwapTestBed.Options.of(PARTITIONS)
                        .withCheckpoints(Duration.ofSeconds(1))
                        .withAllowed(url("")));
        Files.createDirectories(home.resolve("served"));
        bed.start(PARTITIONS);
        bed.send(0, 200);
        nextEvent = 200;
        SwapTestBed.await(() -> bed.newestCheckpoint().isPresent(), "there must be a checkpoint");
    }

    @AfterAll
    void stop() throws Exception {
        bed.close();
        server.stop(0);
        serving.shutdownNow();
    }

    private String url(String file) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + file;
    }

    @ParameterizedTest
    @MethodSource("races")
    void theOutcomeIsOneAndTrue(Race race) throws Exception {
        version++;
        int cut = nextEvent + AHEAD;
        String id;
        SwapTraffic traffic = new SwapTraffic(bed, nextEvent, PER_SECOND);
        try (traffic) {
            traffic.awaitMore(200);
            id = race(race, cut);
            traffic.awaitMore(500);
        } finally {
            nextEvent = traffic.next();
        }
        if (race.atEventTime()) {
            // The events around the cut, all at once; time need not go on without gaps.
            assertThat(nextEvent).isLessThan(cut);
            bed.send(nextEvent, nextEvent + 200);
            bed.send(cut - 200, cut + 200);
            nextEvent = cut + 200;
        }
        bed.check();
        assertThat(bed.status()).isEqualTo(JobStatus.RUNNING);
        Map<String, Integer> outcomes = new HashMap<>();
        for (ModelStatus status : bed.statuses()) {
            if (status.getPhase() == StatusPhase.ACTIVE
                    || status.getPhase() == StatusPhase.REJECTED
                    || status.getPhase() == StatusPhase.ABORTED) {
                outcomes.merge(status.getCommandId(), 1, Integer::sum);
            }
        }
        assertThat(outcomes).containsKey(id);
        assertThat(outcomes.values()).allMatch(count -> count == 1);
    }

    private String race(Race race, int cut) throws Exception {
        ControlCommand.Builder command = deploy(race.point());
        if (race.atEventTime()) {
            command.setEffectiveFrom(Instant.ofEpochMilli(SwapTestBed.time(cut)));
        }
        boolean isMissingOne = race.point() == Point.BEFORE_COMMIT;
        if (isMissingOne) {
            // One subtask has nowhere to run, so not all can be ready.
            bed.removeTaskManager(random.nextInt(PARTITIONS));
        }
        String id = bed.issue(command);
        awaitPoint(race.point(), id);
        lose(race, isMissingOne);
        released.countDown();
        ModelStatus outcome = bed.awaitOutcome(id);
        assertThat(outcome.getPhase()).as(outcome.toString()).isEqualTo(StatusPhase.ACTIVE);
        return id;
    }

    private ControlCommand.Builder deploy(Point point) throws IOException {
        StoredModel model = bed.models().good(version);
        ControlCommand.Builder command = bed.command(CommandKind.DEPLOY, version, model);
        requested = new CountDownLatch(1);
        if (point == Point.FETCH) {
            released = new CountDownLatch(1);
            String file = version + ".zip";
            Files.copy(model.path(), home.resolve("served").resolve(file));
            command.setUri(url(file));
        }
        return command;
    }

    private void awaitPoint(Point point, String id) {
        switch (point) {
            case FETCH -> SwapTestBed.await(() -> requested.getCount() == 0, "the model must be fetched");
            case VALIDATION -> {
                bed.awaitPhase(id, StatusPhase.VALIDATING);
                SwapTestBed.await(SwapRaceIT::isValidating, "a child must validate");
            }
            case BEFORE_COMMIT -> bed.awaitPhase(id, StatusPhase.PREPARING);
            case AFTER_COMMIT -> bed.awaitPhase(id, StatusPhase.COMMITTING);
            case ANY -> LockSupport.parkNanos((long) (random.nextDouble() * LONGEST_DELAY_NANOS));
        }
    }

    /** The other child of this process is the broker. */
    private static boolean isValidating() {
        return ProcessHandle.current().children().count() > 1;
    }

    private void lose(Race race, boolean isMissingOne) throws Exception {
        if (race.loss() == Loss.EVERYTHING) {
            bed.crash();
            bed.start(PARTITIONS, bed.newestCheckpoint(), source -> {});
        } else if (isMissingOne) {
            bed.addTaskManager();
        } else {
            bed.replaceTaskManager(random.nextInt(PARTITIONS));
        }
    }
}
