package io.millrace.jobs.learning;

import java.util.List;
import java.util.Optional;

/** What is known about the models that answer a slot's events, beside what a learner knows by itself. One thread. */
interface ServedModels extends AutoCloseable {
    /**
     * The features that predictions of a model log, in their order; an element of a vector is an empty text.
     *
     * @param model {@code name@version}
     * @return empty if the model cannot be found
     */
    Optional<List<String>> columns(String model);

    /** What became of a deployment. */
    enum Deployment {
        /** Nobody knows yet. */
        PENDING,
        /** It serves, or has served. */
        DONE,
        /** It came to nothing: refused, given up, or something else serves in its place. */
        WITHDRAWN
    }

    /**
     * What became of the deployment of a model.
     *
     * @param model {@code name@version}
     */
    Deployment deployment(String model);

    @Override
    void close();
}
