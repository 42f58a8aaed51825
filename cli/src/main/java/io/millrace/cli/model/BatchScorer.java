package io.millrace.cli.model;

import io.millrace.cli.publish.FileRecord;
import io.millrace.model.Model;
import io.millrace.model.RowBatch;
import io.millrace.model.RowFault;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Collects records into batches, scores them and hands the scores on. One thread. */
public final class BatchScorer implements AutoCloseable {
    private static final int BATCH = 256;

    private final RowReader reader;
    private final Scorer scorer;
    private final RowBatch rows;
    private final ScoreBatch scores;
    private final List<String> ids = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private long scored;

    /** Scores with {@code model}, which must stay open. */
    public BatchScorer(Model model) {
        reader = new RowReader(model.contract());
        scorer = model.newScorer(BATCH);
        rows = scorer.newRows();
        scores = scorer.newScores();
    }

    /** Takes a record; a full batch is scored and handed on. */
    public void add(String id, FileRecord record, ScoreListener listener) throws IOException {
        reader.add(record, rows);
        ids.add(id);
        faults.add(record.fault());
        if (rows.size() == rows.capacity()) {
            flush(listener);
        }
    }

    /** Scores and hands on what was taken. */
    public void flush(ScoreListener listener) throws IOException {
        scorer.score(rows, scores);
        for (int row = 0; row < rows.size(); row++) {
            String fault = faults.get(row);
            if (fault.isEmpty() && rows.fault(row) != RowFault.NONE) {
                fault = rows.fault(row).name();
            }
            listener.write(ids.get(row), scores, row, fault);
            scored += fault.isEmpty() ? 1 : 0;
        }
        rows.clear();
        ids.clear();
        faults.clear();
    }

    /** Rows handed on so far that have scores. */
    long scored() {
        return scored;
    }

    @Override
    public void close() {
        scorer.close();
    }
}
