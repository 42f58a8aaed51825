package io.millrace.jobs.scoring;

import java.io.Serializable;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.streaming.api.operators.CoordinatedOperatorFactory;

/** Makes the operator, and in the job manager its coordinator, which tells it what to serve. */
final class CoordinatedScoringOperatorFactory extends ScoringOperatorFactory
        implements CoordinatedOperatorFactory<Answer> {
    private static final long serialVersionUID = 1L;

    private final ProviderFactory coordinators;

    /** Tells Flink how to make the coordinator of an operator. */
    @FunctionalInterface
    interface ProviderFactory extends Serializable {
        /** The coordinator's provider. */
        OperatorCoordinator.Provider create(OperatorID operator);
    }

    /**
     * A factory.
     *
     * @param coordinators answers the reports of {@link FlinkCoordinatorLink}
     */
    CoordinatedScoringOperatorFactory(ScoringSettings settings, ProviderFactory coordinators) {
        super(settings, FlinkCoordinatorLink::new);
        this.coordinators = coordinators;
    }

    @Override
    public OperatorCoordinator.Provider getCoordinatorProvider(String operatorName, OperatorID operatorId) {
        return coordinators.create(operatorId);
    }
}
