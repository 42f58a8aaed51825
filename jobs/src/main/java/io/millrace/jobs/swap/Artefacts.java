package io.millrace.jobs.swap;

import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Fetches model files into the store and tries them out, off the coordinator's thread. Safe for all threads. */
interface Artefacts extends AutoCloseable {
    /**
     * Fetches a model and validates it in a process of its own.
     *
     * @param done hears the outcome, on any thread; not after the work was cancelled
     * @return to cancel the work
     */
    Future<?> validate(DeployedModel model, Consumer<Outcome> done);

    /**
     * Makes sure that the file of a model that was accepted before is in the store.
     *
     * @param done hears the outcome, on any thread
     */
    void ensure(DeployedModel model, Consumer<Outcome> done);

    @Override
    void close();

    /**
     * What came of it.
     *
     * @param reason stable code of the refusal; empty: the model may serve
     * @param detail the refusal in words, or why this engine was chosen
     * @param security whether it may be an attack
     * @param fetchMillis how long fetching took
     * @param validationMillis how long validation took
     * @param engine engine that serves it; empty where it was not tried out
     * @param rowsPerSecond speed in batches of 64; 0 where it was not tried out
     * @param memoryBytes most memory of the validating process; 0 where it was not measured
     */
    record Outcome(
            String reason,
            String detail,
            boolean security,
            long fetchMillis,
            long validationMillis,
            String engine,
            double rowsPerSecond,
            long memoryBytes) {
        /** Whether the model may serve. */
        boolean accepted() {
            return reason.isEmpty();
        }

        /** A refusal. */
        static Outcome refused(String reason, String detail, boolean security, long fetchMillis) {
            return new Outcome(reason, detail, security, fetchMillis, 0, "", 0, 0);
        }
    }
}
