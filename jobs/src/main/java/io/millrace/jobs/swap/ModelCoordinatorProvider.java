package io.millrace.jobs.swap;

import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.model.ModelId;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;

/** Makes the coordinator in the JobManager. */
public final class ModelCoordinatorProvider implements OperatorCoordinator.Provider {
    private static final long serialVersionUID = 1L;

    private final OperatorID operator;
    private final CoordinatorParts parts;

    ModelCoordinatorProvider(OperatorID operator, CoordinatorParts parts) {
        this.operator = operator;
        this.parts = parts;
    }

    /**
     * The coordinator of a pipeline's slot.
     *
     * @param pipelineFile the model of the pipeline file, as it was checked
     */
    public static ModelCoordinatorProvider of(Pipeline pipeline, ModelId pipelineFile, OperatorID operator) {
        return new ModelCoordinatorProvider(
                operator,
                new PipelineCoordinatorParts(
                        pipeline, DeployedModel.ofPipelineFile(pipelineFile.name(), pipelineFile.version())));
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
