package io.millrace.jobs.swap;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.flink.runtime.operators.coordination.CoordinationRequest;
import org.apache.flink.runtime.operators.coordination.CoordinationRequestHandler;
import org.apache.flink.runtime.operators.coordination.CoordinationResponse;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides in the JobManager which model serves, and brings the subtasks of the scoring operator to it.
 *
 * <p>Here is only what ties {@link SwapDesk} to Flink and to threads. Flink calls on the JobManager's main thread, which must
 * never wait; everything is handed to one thread of the coordinator's own. An error there fails the job: a coordinator that
 * silently stopped would leave subtasks waiting.
 *
 * <p>Flink's operator events are not used. Subtasks ask by coordination requests, which also pass while a subtask waits inside
 * an event or for a checkpoint; consistency with checkpoints comes from the journal.
 */
public final class ModelCoordinator implements OperatorCoordinator, CoordinationRequestHandler {
    private static final Logger LOGGER = LoggerFactory.getLogger(ModelCoordinator.class);
    private static final long TICK_MILLIS = 100;

    private final OperatorCoordinator.Context context;
    private final CoordinatorParts parts;
    private byte[] restored;
    private Life life;

    /** A coordinator that Flink starts. */
    public ModelCoordinator(OperatorCoordinator.Context context, CoordinatorParts parts) {
        this.context = context;
        this.parts = parts;
    }

    /** From one start or reset to the next. */
    private static final class Life {
        final ScheduledExecutorService executor;
        final Journal journal;
        final Artefacts artefacts;
        SwapDesk desk;
        ControlFollower follower;
        ScheduledFuture<?> ticks;
        volatile boolean ended;

        Life(CoordinatorParts parts) {
            executor = Executors.newSingleThreadScheduledExecutor(task -> {
                Thread thread = new Thread(task, "millrace-coordinator");
                thread.setDaemon(true);
                return thread;
            });
            journal = parts.journal();
            artefacts = parts.artefacts();
        }

        void end() {
            ended = true;
            ticks.cancel(false);
            executor.shutdownNow();
            if (follower != null) {
                follower.close();
            }
            artefacts.close();
        }
    }

    @Override
    public void start() {
        life = begin(restored);
    }

    private Life begin(byte[] snapshot) {
        Life begun = new Life(parts);
        run(begun, () -> open(begun, snapshot));
        begun.ticks = begun.executor.scheduleWithFixedDelay(
                guarded(begun, () -> begun.desk.tick()), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        return begun;
    }

    private void open(Life begun, byte[] snapshot) {
        SwapState state = snapshot == null
                ? new SwapState(parts.settings().pipelineFile())
                : SnapshotCodec.decode(snapshot, parts.settings().pipelineFile());
        begun.desk = new SwapDesk(
                parts.settings(),
                state,
                begun.journal,
                begun.artefacts,
                parts.reader(),
                new SubtaskDesk(context.currentParallelism(), Clock.systemUTC()),
                new SwapMetrics(context.metricGroup()),
                Clock.systemUTC(),
                task -> run(begun, task));
        try {
            long offset = begun.desk.start();
            begun.follower = parts.follower(offset, new Handover(begun));
            begun.follower.start();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closing
        }
    }

    /** What the follower reads, on the coordinator's thread. */
    private final class Handover implements ControlFollower.Listener {
        private final Life begun;

        Handover(Life begun) {
            this.begun = begun;
        }

        /** Waits: a flood that queued up here would keep subtasks and checkpoints waiting behind it. */
        @Override
        public void commands(List<ControlRecord> records) {
            CountDownLatch done = new CountDownLatch(1);
            run(begun, () -> {
                try {
                    begun.desk.commands(records);
                } finally {
                    done.countDown();
                }
            });
            try {
                while (!begun.ended && !done.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
                    // at the end nobody may be there any more to count down
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // closing
            }
        }

        @Override
        public void caughtUp() {
            run(begun, () -> begun.desk.caughtUp());
        }

        @Override
        public void gap(long next, String detail) {
            run(begun, () -> begun.desk.gap(next, detail));
        }

        @Override
        public void unreachable(String detail) {
            run(begun, () -> begun.desk.controlUnreachable(detail));
        }

        @Override
        public void trouble(String reason, String detail) {
            run(begun, () -> begun.desk.controlTrouble(reason, detail));
        }
    }

    private void run(Life begun, Runnable task) {
        if (!begun.executor.isShutdown()) {
            begun.executor.execute(guarded(begun, task));
        }
    }

    private Runnable guarded(Life begun, Runnable task) {
        return () -> {
            if (begun.ended) {
                return;
            }
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                if (!begun.ended) {
                    LOGGER.error("The model coordinator failed", e);
                    context.failJob(e);
                }
            }
        };
    }

    @Override
    public CompletableFuture<CoordinationResponse> handleCoordinationRequest(CoordinationRequest request) {
        CompletableFuture<Instructions> answer = new CompletableFuture<>();
        if (request instanceof SwapMessages.ReportRequest report) {
            onDesk(desk -> desk.report(report.report(), answer));
        } else {
            answer.completeExceptionally(new IllegalArgumentException("must be a report, found " + request));
        }
        return answer.thenApply(SwapMessages::response);
    }

    @Override
    public void checkpointCoordinator(long checkpointId, CompletableFuture<byte[]> result) {
        onDesk(desk -> {
            try {
                result.complete(desk.snapshot(checkpointId));
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
                throw e;
            }
        });
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
        onDesk(desk -> desk.checkpointComplete(checkpointId));
    }

    @Override
    public void resetToCheckpoint(long checkpointId, byte[] checkpointData) {
        restored = checkpointData;
        if (life != null) {
            close();
            life = begin(checkpointData);
        }
    }

    @Override
    public void subtaskReset(int subtask, long checkpointId) {
        // Its reports are forgotten when its execution fails; the timeline it asks for when it starts again is the
        // newest.
    }

    @Override
    public void executionAttemptFailed(int subtask, int attemptNumber, Throwable reason) {
        onDesk(desk -> desk.subtaskGone(subtask, attemptNumber));
    }

    @Override
    public void executionAttemptReady(int subtask, int attemptNumber, SubtaskGateway gateway) {
        // subtasks ask; nothing is sent to them
    }

    @Override
    public void handleEventFromOperator(int subtask, int attemptNumber, OperatorEvent event) {
        throw new IllegalArgumentException("no operator events are used, found " + event);
    }

    private void onDesk(Consumer<SwapDesk> task) {
        if (life != null) {
            Life now = life;
            run(now, () -> task.accept(now.desk));
        }
    }

    @Override
    public void close() {
        if (life == null) {
            return;
        }
        Life over = life;
        life = null;
        over.end();
        // The producer may wait for Kafka; Flink's main thread must not.
        Thread closing = new Thread(
                () -> {
                    try {
                        over.executor.awaitTermination(30, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    over.journal.close();
                },
                "millrace-coordinator-close");
        closing.setDaemon(true);
        closing.start();
    }
}
