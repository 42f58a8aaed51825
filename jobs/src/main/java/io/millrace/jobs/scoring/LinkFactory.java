package io.millrace.jobs.scoring;

import io.millrace.jobs.swap.CoordinatorLink;
import io.millrace.jobs.swap.Instructions;
import io.millrace.jobs.swap.SlotView;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.jobgraph.tasks.TaskOperatorEventGateway;

/** Makes a subtask's way to the coordinator, on its task manager. */
@FunctionalInterface
interface LinkFactory extends Serializable {
    /** Instructions of a job without a coordinator. */
    Instructions INITIAL = new Instructions(0, SlotView.INITIAL, null, List.of());

    /** For a job without a coordinator: the model of the pipeline file serves, and nothing ever changes. */
    LinkFactory ALONE = (gateway, operator, classes) ->
            report -> report.revision() < 0 ? CompletableFuture.completedFuture(INITIAL) : new CompletableFuture<>();

    /**
     * Makes a link.
     *
     * @param gateway of the task
     * @param operator whose coordinator it is
     * @param classes class loader of the job
     */
    CoordinatorLink create(TaskOperatorEventGateway gateway, OperatorID operator, ClassLoader classes);
}
