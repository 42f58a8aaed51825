package io.millrace.benchmarks;

import io.millrace.jobs.learning.LabelRecord;
import io.millrace.jobs.learning.PredictionRecord;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * A source of the joining jobs that makes its records where it is read, a part in each subtask, at the pace of a run. It remembers nothing: a job
 * that fails is no run.
 *
 * @param <T> predictions or labels
 */
final class PacedSource<T> implements Source<T, NumberSequenceSplit, Collection<NumberSequenceSplit>> {
    private static final long serialVersionUID = 1L;
    private static final int BURST = 64;

    /** Makes the records of one side. */
    interface Maker<T> extends Serializable {
        /** Record {@code index} of a part; the same instance may come again. */
        T make(int part, long index);

        /** Whether it is the turn of record {@code index}. */
        boolean isDue(Pace pace, int part, long index);

        /** Tells that so many have been made. */
        void made(Pace pace, int part, long count);
    }

    /** Makes predictions. */
    interface Predictions extends Maker<PredictionRecord> {
        @Override
        default boolean isDue(Pace pace, int part, long index) {
            return pace.mayPredict(part, index);
        }

        @Override
        default void made(Pace pace, int part, long count) {
            pace.predicted(part, count);
        }
    }

    /** Makes labels. */
    interface Labels extends Maker<LabelRecord> {
        @Override
        default boolean isDue(Pace pace, int part, long index) {
            return pace.mayLabel(part, index);
        }

        @Override
        default void made(Pace pace, int part, long count) {
            pace.labelled(part, count);
        }
    }

    private final String run;
    private final Maker<T> maker;
    /** Shares the parts out. */
    private final NumberSequenceSource parts;

    /**
     * A source.
     *
     * @param run whose pace it keeps
     * @param parts as many as the source has subtasks
     */
    PacedSource(String run, int parts, Maker<T> maker) {
        this.run = run;
        this.maker = maker;
        this.parts = new NumberSequenceSource(0, parts - 1L);
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.BOUNDED;
    }

    @Override
    public SplitEnumerator<NumberSequenceSplit, Collection<NumberSequenceSplit>> createEnumerator(
            SplitEnumeratorContext<NumberSequenceSplit> context) {
        return parts.createEnumerator(context);
    }

    @Override
    public SplitEnumerator<NumberSequenceSplit, Collection<NumberSequenceSplit>> restoreEnumerator(
            SplitEnumeratorContext<NumberSequenceSplit> context, Collection<NumberSequenceSplit> checkpoint) {
        return parts.restoreEnumerator(context, checkpoint);
    }

    @Override
    public SimpleVersionedSerializer<NumberSequenceSplit> getSplitSerializer() {
        return parts.getSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<Collection<NumberSequenceSplit>> getEnumeratorCheckpointSerializer() {
        return parts.getEnumeratorCheckpointSerializer();
    }

    @Override
    public SourceReader<T, NumberSequenceSplit> createReader(SourceReaderContext context) {
        return new Reader<>(context, Pace.of(run), maker);
    }

    /** Makes the records of one part. The task's thread only, but for the waiting. */
    private static final class Reader<T> implements SourceReader<T, NumberSequenceSplit> {
        /** On the timer's own thread: where there are few cores the default starts a thread for each wait. */
        private static final Executor SOON =
                CompletableFuture.delayedExecutor(200, TimeUnit.MICROSECONDS, Runnable::run);

        private final SourceReaderContext context;
        private final Pace pace;
        private final Maker<T> maker;
        private CompletableFuture<Void> available = new CompletableFuture<>();
        private int part = -1;
        private long made;

        Reader(SourceReaderContext context, Pace pace, Maker<T> maker) {
            this.context = context;
            this.pace = pace;
            this.maker = maker;
        }

        @Override
        public void start() {
            context.sendSplitRequest();
        }

        @Override
        public InputStatus pollNext(ReaderOutput<T> output) {
            if (part < 0) {
                return InputStatus.NOTHING_AVAILABLE;
            }
            for (int i = 0; i < BURST && made < pace.recordsOfPart(); i++) {
                if (!maker.isDue(pace, part, made)) {
                    available = CompletableFuture.runAsync(() -> {}, SOON);
                    return InputStatus.NOTHING_AVAILABLE;
                }
                output.collect(maker.make(part, made));
                made++;
                maker.made(pace, part, made);
            }
            return made < pace.recordsOfPart() ? InputStatus.MORE_AVAILABLE : InputStatus.END_OF_INPUT;
        }

        @Override
        public List<NumberSequenceSplit> snapshotState(long checkpointId) {
            return List.of();
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return available;
        }

        @Override
        public void addSplits(List<NumberSequenceSplit> splits) {
            part = (int) splits.get(0).from();
            available.complete(null);
        }

        @Override
        public void notifyNoMoreSplits() {
            // each subtask asks for one only
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
