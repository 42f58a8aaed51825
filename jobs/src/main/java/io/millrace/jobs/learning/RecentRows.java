package io.millrace.jobs.learning;

import io.millrace.learning.model.FeatureRow;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The newest rows that a learner has seen: what a published model must reproduce before it may serve. State, so that a model that is
 * published again after a failure is the same to the last byte. One thread.
 */
final class RecentRows {
    private static final int MOST = 16;

    private final int fields;
    private final Deque<FeatureRow> rows = new ArrayDeque<>();

    RecentRows(int fields) {
        this.fields = fields;
    }

    static RecentRows readFrom(int fields, SnapshotInput in) {
        RecentRows recent = new RecentRows(fields);
        for (int i = in.integer(); i > 0; i--) {
            FeatureRow row = new FeatureRow(fields);
            for (int field = 0; field < fields; field++) {
                if (in.flag()) {
                    row.setText(field, in.text());
                } else {
                    row.setNumber(field, in.number());
                }
            }
            recent.rows.add(row);
        }
        return recent;
    }

    /** Keeps a copy of a row. */
    void add(FeatureRow row) {
        FeatureRow copy = rows.size() == MOST ? rows.remove() : new FeatureRow(fields);
        for (int field = 0; field < fields; field++) {
            if (row.text(field) == null) {
                copy.setNumber(field, row.number(field));
            } else {
                copy.setText(field, row.text(field));
            }
        }
        rows.add(copy);
    }

    /** The rows, oldest first. */
    List<FeatureRow> rows() {
        return new ArrayList<>(rows);
    }

    void writeTo(SnapshotOutput out) {
        out.integer(rows.size());
        for (FeatureRow row : rows) {
            for (int field = 0; field < fields; field++) {
                out.flag(row.text(field) != null);
                if (row.text(field) == null) {
                    out.number(row.number(field));
                } else {
                    out.text(row.text(field));
                }
            }
        }
    }
}
