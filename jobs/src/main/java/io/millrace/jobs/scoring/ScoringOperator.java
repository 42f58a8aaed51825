package io.millrace.jobs.scoring;

import io.millrace.config.ConfigException;
import io.millrace.jobs.decode.DecodeFault;
import io.millrace.jobs.decode.EventDecoder;
import io.millrace.jobs.decode.EventHeader;
import io.millrace.model.EngineChoice;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelException;
import io.millrace.model.Models;
import io.millrace.model.RowBatch;
import io.millrace.model.RowFault;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes events into a micro-batch, scores it, and emits one answer an event.
 *
 * <p>The batch is flushed when it is full, when its first row has waited {@code maxWait}, before a checkpoint barrier and
 * at the end of input. So nothing is buffered across a checkpoint, and the only state is the accounting.
 */
final class ScoringOperator extends AbstractStreamOperator<Answer>
        implements OneInputStreamOperator<SourceRecord, Answer>, BoundedOneInput {
    private static final long serialVersionUID = 1L;

    private static final Logger LOGGER = LoggerFactory.getLogger(ScoringOperator.class);

    /** Kafka takes records of a megabyte by default. One that it refuses would fail the job, again after each restart. */
    private static final int MAX_ANSWER_BYTES = 1_000_000;

    private final ScoringSettings settings;

    private transient Model model;
    private transient Scorer scorer;
    private transient EventDecoder decoder;
    private transient PredictionEncoder predictions;
    private transient DeadLetterEncoder deadLetters;
    private transient ScoringMetrics counts;
    private transient Accounting accounting;
    private transient ListState<PartitionAccount> accountState;

    private transient RowBatch rows;
    private transient ScoreBatch scores;
    private transient PendingEvents pending;
    private transient EventHeader header;
    private transient SourceRecord scratch;
    private transient StreamRecord<Answer> answer;
    private transient int maxRows;
    private transient long maxWaitNanos;
    private transient long batchStart;
    private transient ScheduledFuture<?> timer;

    ScoringOperator(StreamOperatorParameters<Answer> parameters, ScoringSettings settings) {
        super(parameters);
        this.settings = settings;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        accountState = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("accounts", PartitionAccount.class));
        accounting = new Accounting();
        accounting.restore(accountState.get());
    }

    @Override
    public void open() throws Exception {
        ModelBundle bundle = ModelBundle.open(settings.slot().modelPath());
        if (!bundle.id().sha256().equals(settings.modelSha256())) {
            throw new ModelException(bundle.path() + ": must be the file that was checked at the start: sha256="
                    + settings.modelSha256() + ", found " + bundle.id().sha256());
        }
        EngineChoice choice = Models.choose(bundle, settings.slot().device());
        model = choice.model();
        LOGGER.info(
                "Slot {} serves {} with engine {}: {}",
                settings.slot().name(),
                model.id(),
                model.engine(),
                choice.reason());
        model.degradation()
                .ifPresent(less ->
                        LOGGER.warn("Slot {} is degraded: {}", settings.slot().name(), less));
        maxRows = settings.slot().maxRows();
        maxWaitNanos = settings.slot().maxWait().toNanos();
        scorer = model.newScorer(maxRows);
        rows = scorer.newRows();
        scores = scorer.newScores();
        List<String> problems = new ArrayList<>();
        decoder = EventDecoder.of(
                settings.events(),
                settings.features(),
                model.contract(),
                settings.slot().name(),
                problems);
        if (!problems.isEmpty()) {
            throw new ConfigException("pipeline", problems);
        }
        predictions = new PredictionEncoder(
                settings.slot().name(),
                model.id(),
                model.contract(),
                settings.slot().logFeatures(),
                model.degradation());
        deadLetters = new DeadLetterEncoder(settings.events().topic());
        counts = new ScoringMetrics(getMetricGroup(), this::accountingGap);
        pending = new PendingEvents(maxRows);
        header = new EventHeader();
        scratch = new SourceRecord();
        answer = new StreamRecord<>(new Answer());
    }

    @Override
    public void processElement(StreamRecord<SourceRecord> element) throws Exception {
        SourceRecord record = element.getValue();
        PartitionAccount account = accounting.received(record.partition, record.offset);
        counts.event();
        DecodeFault fault = decoder.decode(record.value, rows, header);
        if (fault != DecodeFault.NONE) {
            emitDeadLetter(account, record, fault.name(), fault.description());
            return;
        }
        int row = rows.size() - 1;
        pending.set(row, record, header);
        if (row == 0) {
            batchStart = System.nanoTime();
            setTimer(maxWaitNanos);
        }
        if (row == maxRows - 1) {
            flush();
        }
    }

    /** At most one timer is set at a time: one for each micro-batch would cost more than it is worth. */
    private void setTimer(long nanos) {
        if (timer == null) {
            ProcessingTimeService clock = getProcessingTimeService();
            long millis = Math.max(1, (nanos + 999_999) / 1_000_000);
            timer = clock.registerTimer(clock.getCurrentProcessingTime() + millis, time -> onTimer());
        }
    }

    private void onTimer() throws Exception {
        timer = null;
        if (rows.size() == 0) {
            return;
        }
        long left = maxWaitNanos - (System.nanoTime() - batchStart);
        if (left <= 0) {
            flush();
        } else {
            setTimer(left);
        }
    }

    private void flush() {
        int count = rows.size();
        if (count == 0) {
            return;
        }
        long scoreStart = System.nanoTime();
        predictions.keepFeatures(rows);
        scorer.score(rows, scores);
        counts.batch(count, scoreStart - batchStart, System.nanoTime() - scoreStart);
        for (int row = 0; row < count; row++) {
            if (rows.fault(row) == RowFault.NONE) {
                emitPrediction(row, predictions.scored(pending, scores, row), false);
            } else {
                emitFailure(row);
            }
        }
        rows.clear();
    }

    private void emitFailure(int row) {
        RowFault fault = rows.fault(row);
        String detail = describe(row, fault);
        if (settings.slot().onFailure().hasFallback()) {
            double fallback = settings.slot().onFailure().fallback();
            emitPrediction(row, predictions.fallback(pending, row, fallback, fault + ": " + detail), true);
        } else {
            emitDeadLetter(row, fault.name(), detail);
        }
    }

    private void emitPrediction(int row, byte[] value, boolean fallback) {
        byte[] id = pending.idBytes(row);
        if (id.length + value.length > MAX_ANSWER_BYTES) {
            emitDeadLetter(row, "TOO_LARGE", "the answer would have " + (id.length + value.length) + " bytes");
            return;
        }
        PartitionAccount account = accounting.of(pending.partition(row));
        if (fallback) {
            account.fallbacks++;
            counts.fallback();
        } else {
            account.scored++;
            counts.prediction();
        }
        emit(settings.predictionsTopic(), id, value);
    }

    private String describe(int row, RowFault fault) {
        if (fault == RowFault.SCORING_FAILED) {
            return model.id() + " failed on this event: " + scores.failure(row);
        }
        int column = rows.faultColumn(row);
        String input = column < 0 ? "the row" : model.contract().columnName(column);
        if (fault == RowFault.SHAPE) {
            return input + ": the vector must have "
                    + model.contract().inputOfColumn(column).size() + " elements";
        }
        String value = column < 0 ? "" : ", found " + (rows.isMissing(row, column) ? "nothing" : rows.get(row, column));
        return input + ": " + model.id() + " cannot be asked with this value" + value;
    }

    private void emitDeadLetter(int row, String cause, String detail) {
        pending.record(row, scratch);
        emitDeadLetter(accounting.of(scratch.partition), scratch, cause, detail);
    }

    private void emitDeadLetter(PartitionAccount account, SourceRecord record, String cause, String detail) {
        account.deadLetters++;
        counts.deadLetter();
        emit(settings.deadLettersTopic(), DeadLetterEncoder.key(record), deadLetters.encode(record, cause, detail));
    }

    private void emit(String topic, byte[] key, byte[] value) {
        answer.getValue().topic = topic;
        answer.getValue().key = key;
        answer.getValue().value = value;
        output.collect(answer);
    }

    /** Events received, not answered, and not waiting in the micro-batch: 0 unless there is a bug. */
    private long accountingGap() {
        return accounting.gap() - rows.size();
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        flush();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        accountState.update(accounting.snapshot());
    }

    @Override
    public void endInput() {
        flush();
    }

    @Override
    public void close() throws Exception {
        super.close();
        if (scorer != null) {
            scorer.close();
        }
        if (model != null) {
            model.close();
        }
    }
}
