package io.millrace.jobs.swap;

import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.model.ModelId;
import java.io.Serializable;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;

/** Makes the coordinator of a pipeline's slot, in the JobManager. */
public final class ModelCoordinators implements Serializable {
    private static final long serialVersionUID = 1L;

    private final CoordinatorParts parts;

    private ModelCoordinators(CoordinatorParts parts) {
        this.parts = parts;
    }

    /**
     * Coordinators of a pipeline.
     *
     * @param pipelineFile the model of the pipeline file, as it was checked
     * @throws IllegalArgumentException if the pipeline does not say where models are kept
     */
    public static ModelCoordinators of(Pipeline pipeline, ModelId pipelineFile) {
        if (pipeline.control().store().isEmpty()) {
            throw new IllegalArgumentException(
                    "control.store: must be a folder that JobManager and task managers share, found none");
        }
        return new ModelCoordinators(new PipelineCoordinatorParts(
                pipeline, DeployedModel.ofPipelineFile(pipelineFile.name(), pipelineFile.version())));
    }

    /** What Flink asks for the coordinator of an operator. */
    public OperatorCoordinator.Provider of(OperatorID operator) {
        return new Provider(operator, parts);
    }

    private static final class Provider implements OperatorCoordinator.Provider {
        private static final long serialVersionUID = 1L;

        private final OperatorID operator;
        private final CoordinatorParts parts;

        Provider(OperatorID operator, CoordinatorParts parts) {
            this.operator = operator;
            this.parts = parts;
        }

        @Override
        public OperatorID getOperatorId() {
            return operator;
        }

        @Override
        public OperatorCoordinator create(OperatorCoordinator.Context context) {
            return new ModelCoordinator(context, parts);
        }
    }
}
