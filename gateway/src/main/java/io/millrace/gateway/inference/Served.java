package io.millrace.gateway.inference;

import io.millrace.model.Model;
import io.millrace.model.RowBatch;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A loaded model with scorers for some requests at a time. Whoever uses it holds it meanwhile; it is closed when it was replaced and nobody
 * holds it any more. Safe for all threads.
 */
public final class Served {
    /** Rows that a scorer takes at a time; longer requests are scored in pieces. */
    static final int BATCH = 64;

    private static final long LONGEST_WAIT_MS = 2_000;

    /** A scorer and its buffers, for one request at a time. */
    record Desk(Scorer scorer, RowBatch rows, ScoreBatch scores) {}

    private final Model model;
    private final String identity;
    private final BlockingQueue<Desk> desks;
    /** One for being served, one for each request. */
    private final AtomicInteger holders = new AtomicInteger(1);

    /**
     * Takes a model over.
     *
     * @param identity what tells it apart from any other: its hash or path
     * @param atATime requests at a time
     */
    Served(Model model, String identity, int atATime) {
        this.model = model;
        this.identity = identity;
        desks = new ArrayBlockingQueue<>(atATime);
        for (int i = 0; i < atATime; i++) {
            Scorer scorer = model.newScorer(BATCH);
            desks.add(new Desk(scorer, scorer.newRows(), scorer.newScores()));
        }
    }

    Model model() {
        return model;
    }

    String identity() {
        return identity;
    }

    /** Holds it; false if it is closed already. */
    boolean hold() {
        int now = holders.get();
        while (now > 0) {
            if (holders.compareAndSet(now, now + 1)) {
                return true;
            }
            now = holders.get();
        }
        return false;
    }

    /** Lets go of it; the last one closes it. */
    void release() {
        if (holders.decrementAndGet() == 0) {
            for (Desk desk = desks.poll(); desk != null; desk = desks.poll()) {
                desk.scorer.close();
            }
            model.close();
        }
    }

    /** A free scorer; null if there is none for a while. To be given back. */
    Desk take() throws InterruptedException {
        return desks.poll(LONGEST_WAIT_MS, TimeUnit.MILLISECONDS);
    }

    void giveBack(Desk desk) {
        desks.add(desk);
    }
}
