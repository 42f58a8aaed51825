package io.millrace.jobs.scoring;

import io.millrace.jobs.decode.DecodeFault;
import io.millrace.jobs.decode.EventHeader;
import io.millrace.model.Model;
import io.millrace.model.RowBatch;
import io.millrace.model.RowFault;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.operators.MailboxExecutor;
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
 * <p>The batch is flushed when it is full, when its first row has waited {@code maxWait}, before another version answers,
 * before a checkpoint barrier and at the end of input. So a batch has one version, nothing is buffered across a
 * checkpoint, and the only state is the accounting and where partitions were switched.
 */
final class ScoringOperator extends AbstractStreamOperator<Answer>
        implements OneInputStreamOperator<SourceRecord, Answer>, BoundedOneInput, SwapParticipant.Host {
    private static final long serialVersionUID = 1L;

    private static final Logger LOGGER = LoggerFactory.getLogger(ScoringOperator.class);

    /** Kafka takes records of a megabyte by default. One that it refuses would fail the job, again after each restart. */
    private static final int MAX_ANSWER_BYTES = 1_000_000;

    private final ScoringSettings settings;

    private final LinkFactory links;
    private final MailboxExecutor mailbox;

    private transient SwapParticipant swap;
    private transient Route route;
    private transient ShadowScorer shadows;
    private transient DeadLetterEncoder deadLetters;
    private transient ScoringMetrics counts;
    private transient Accounting accounting;
    private transient OwnCuts cuts;
    private transient ListState<PartitionAccount> accountState;
    private transient ListState<CutOffset> cutState;

    private transient PendingEvents pending;
    private transient EventHeader header;
    private transient SourceRecord scratch;
    private transient StreamRecord<Answer> answer;
    private transient int maxRows;
    private transient long maxWaitNanos;
    private transient long batchStart;
    private transient int waiting;
    private transient ScheduledFuture<?> timer;

    ScoringOperator(StreamOperatorParameters<Answer> parameters, ScoringSettings settings, LinkFactory links) {
        super(parameters);
        this.settings = settings;
        this.links = links;
        mailbox = parameters.getMailboxExecutor();
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        accountState = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("accounts", PartitionAccount.class));
        accounting = new Accounting();
        accounting.restore(accountState.get());
        cutState =
                context.getOperatorStateStore().getUnionListState(new ListStateDescriptor<>("cuts", CutOffset.class));
        cuts = new OwnCuts();
        cuts.restore(cutState.get());
    }

    @Override
    public void open() throws Exception {
        maxRows = settings.slot().maxRows();
        maxWaitNanos = settings.slot().maxWait().toNanos();
        deadLetters = new DeadLetterEncoder(settings.events().topic());
        counts = new ScoringMetrics(getMetricGroup(), this::accountingGap);
        pending = new PendingEvents(maxRows);
        header = new EventHeader();
        scratch = new SourceRecord();
        answer = new StreamRecord<>(new Answer());
        shadows = new ShadowScorer(
                maxRows, MAX_ANSWER_BYTES, counts, (key, value) -> emit(settings.shadowTopic(), key, value));
        TaskInfo task = getRuntimeContext().getTaskInfo();
        String owner = settings.predictionsTopic() + " subtask " + task.getIndexOfThisSubtask();
        swap = new SwapParticipant(
                new SwapParticipant.Subtask(task.getIndexOfThisSubtask(), task.getAttemptNumber()),
                new ServingFactory(settings, DeployedModels.of(settings.store(), owner)),
                mailbox,
                accounting,
                cuts,
                counts,
                this);
        route = swap.start(links.create(
                getContainingTask().getEnvironment().getOperatorCoordinatorEventGateway(),
                getOperatorID(),
                getUserCodeClassloader()));
        Model model = route.serving().model();
        LOGGER.info(
                "Slot {} serves {} with engine {}: {}",
                settings.slot().name(),
                model.id(),
                model.engine(),
                route.serving().reason());
        model.degradation()
                .ifPresent(less ->
                        LOGGER.warn("Slot {} is degraded: {}", settings.slot().name(), less));
    }

    @Override
    public void processElement(StreamRecord<SourceRecord> element) throws Exception {
        SourceRecord record = element.getValue();
        PartitionAccount account = accounting.of(record.partition);
        if (!account.isReadHere) {
            swap.onFirstEvent(account);
        }
        account.received(record.offset);
        counts.event();
        RowBatch rows = route.rows();
        DecodeFault fault = route.decoder().decode(record.value, rows, header);
        if (fault == DecodeFault.NONE) {
            long time = PendingEvents.eventTime(record, header);
            if (swap.routeOf(record, header, time) == route) {
                add(record, account, time);
            } else {
                rows.removeLastRow();
                addElsewhere(record, account, time);
            }
        } else if (isReadableElsewhere(record)) {
            addElsewhere(record, account, PendingEvents.eventTime(record, header));
        } else {
            emitDeadLetter(account, record, fault.name(), fault.description());
        }
    }

    /** The row decoded last belongs to the micro-batch. */
    private void add(SourceRecord record, PartitionAccount account, long time) throws Exception {
        account.answering(time, record.timestamp);
        int row = route.rows().size() - 1;
        pending.set(row, record, header);
        if (row == 0) {
            batchStart = System.nanoTime();
            setTimer(maxWaitNanos);
        }
        if (row == maxRows - 1) {
            flush();
        }
    }

    /**
     * An event that another version must answer, or that must wait. What came before it is answered first, so the order
     * within a partition stays.
     */
    private void addElsewhere(SourceRecord record, PartitionAccount account, long time) throws Exception {
        flush();
        waiting = 1;
        route = swap.await(record, header, time);
        waiting = 0;
        DecodeFault fault = route.decoder().decode(record.value, route.rows(), header);
        if (fault == DecodeFault.NONE) {
            add(record, account, time);
        } else {
            emitDeadLetter(account, record, fault.name(), fault.description());
        }
    }

    /**
     * Models need different fields, so an event that one cannot read may be meant for another, which can. If so, the
     * header is filled.
     */
    private boolean isReadableElsewhere(SourceRecord record) {
        if (swap.hasOneRoute()) {
            return false;
        }
        for (Route other : swap.ready()) {
            RowBatch rows = other.rows();
            if (other.serving() != route.serving()
                    && other.decoder().decode(record.value, rows, header) == DecodeFault.NONE) {
                rows.removeLastRow();
                return true;
            }
        }
        return false;
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
        if (route.rows().size() == 0) {
            return;
        }
        long left = maxWaitNanos - (System.nanoTime() - batchStart);
        if (left <= 0) {
            flush();
        } else {
            setTimer(left);
        }
    }

    @Override
    public void flush() {
        if (route == null) {
            return;
        }
        Serving serving = route.serving();
        RowBatch rows = serving.rows();
        int count = rows.size();
        if (count == 0) {
            return;
        }
        long scoreStart = System.nanoTime();
        route.predictions().keepFeatures(rows);
        serving.scorer().score(rows, serving.scores());
        serving.used(count);
        counts.batch(count, scoreStart - batchStart, System.nanoTime() - scoreStart);
        for (int row = 0; row < count; row++) {
            if (rows.fault(row) == RowFault.NONE) {
                emitPrediction(row, route.predictions().scored(pending, serving.scores(), row), false);
            } else {
                emitFailure(row);
            }
        }
        rows.clear();
        if (!shadows.isEmpty()) {
            shadows.score(pending, count, getProcessingTimeService().getCurrentProcessingTime());
        }
    }

    @Override
    public void onShadows(List<SwapParticipant.Shadow> challengers) {
        shadows.set(challengers);
    }

    private void emitFailure(int row) {
        RowFault fault = route.rows().fault(row);
        String detail = describe(row, fault);
        if (settings.slot().onFailure().hasFallback()) {
            double fallback = settings.slot().onFailure().fallback();
            emitPrediction(row, route.predictions().fallback(pending, row, fallback, fault + ": " + detail), true);
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
        Serving serving = route.serving();
        Model model = serving.model();
        RowBatch rows = serving.rows();
        if (fault == RowFault.SCORING_FAILED) {
            return model.id() + " failed on this event: " + serving.scores().failure(row);
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

    /** Events received, not answered, and not waiting: 0 unless there is a bug. */
    private long accountingGap() {
        Route current = route;
        return accounting.gap()
                - waiting
                - (current == null ? 0 : current.rows().size());
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        flush();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        accountState.update(accounting.snapshot());
        cutState.update(cuts.snapshot());
        swap.onSnapshot(context.getCheckpointId(), getProcessingTimeService().getCurrentProcessingTime());
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        swap.onComplete(checkpointId);
    }

    @Override
    public void endInput() {
        flush();
    }

    @Override
    public void close() throws Exception {
        super.close();
        if (swap != null) {
            swap.close();
        }
    }
}
