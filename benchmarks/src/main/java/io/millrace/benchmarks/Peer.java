package io.millrace.benchmarks;

/** A program that answers events. */
interface Peer {
    /** Its name in the report. */
    String name();

    /** Answers every event of the drain; returns when the answers are written and committed, everything stopped. */
    void run(Drain drain) throws Exception;

    /** Waits until a group has committed the end of its input. */
    static void awaitCommitted(Topics topics, Drain drain, Liveness alive) throws Exception {
        long deadline = System.nanoTime() + drain.longest().toNanos();
        while (topics.committed(drain.group()) < drain.events()) {
            if (!alive.check()) {
                throw new IllegalStateException(drain.name() + " ended before it had answered every event");
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(drain.name() + " must answer within " + drain.longest() + ": answered "
                        + topics.committed(drain.group()) + " of " + drain.events());
            }
            Thread.sleep(250);
        }
    }

    /** Whether a program still runs. */
    interface Liveness {
        boolean check() throws Exception;
    }
}
