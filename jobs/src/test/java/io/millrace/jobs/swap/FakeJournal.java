package io.millrace.jobs.swap;

import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.ModelStatus;
import java.util.ArrayList;
import java.util.List;

/** A journal in memory. It outlives coordinators, and can let one crash at an append. */
final class FakeJournal implements Journal {
    final List<ModelStatus> records = new ArrayList<>();
    int appends;
    private int crashAt = -1;
    private boolean crashIsBefore;

    /** The coordinator dies. */
    static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Crash() {
            super("crash", null, false, false);
        }
    }

    /**
     * Lets the coordinator die at an append.
     *
     * @param count appends that still succeed
     * @param before whether the records of the next one are lost
     */
    void crashAfter(int count, boolean before) {
        crashAt = appends + count;
        crashIsBefore = before;
    }

    void crashNoMore() {
        crashAt = -1;
    }

    @Override
    public long append(List<ModelStatus> added) {
        boolean crashes = appends++ == crashAt;
        if (!crashes || !crashIsBefore) {
            // through the bytes, as on the topic
            added.forEach(
                    record -> records.add(MessageCodec.MODEL_STATUS.decode(MessageCodec.MODEL_STATUS.encode(record))));
        }
        if (crashes) {
            throw new Crash();
        }
        return records.size();
    }

    @Override
    public Tail read(long offset) {
        return new Tail(records.subList((int) Math.min(offset, records.size()), records.size()), records.size());
    }

    @Override
    public void close() {
        // nothing is open
    }
}
