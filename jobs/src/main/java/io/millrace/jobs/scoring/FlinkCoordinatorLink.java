package io.millrace.jobs.scoring;

import io.millrace.jobs.swap.CoordinatorLink;
import io.millrace.jobs.swap.Instructions;
import io.millrace.jobs.swap.SubtaskReport;
import io.millrace.jobs.swap.SwapMessages;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.jobgraph.tasks.TaskOperatorEventGateway;

/** The way to the operator's coordinator through Flink's job master. A request fails after Flink's time limit, 10 seconds. */
final class FlinkCoordinatorLink implements CoordinatorLink {
    private final TaskOperatorEventGateway gateway;
    private final OperatorID operator;
    private final ClassLoader classes;

    /**
     * A link.
     *
     * @param classes class loader of the job
     */
    FlinkCoordinatorLink(TaskOperatorEventGateway gateway, OperatorID operator, ClassLoader classes) {
        this.gateway = gateway;
        this.operator = operator;
        this.classes = classes;
    }

    @Override
    public CompletableFuture<Instructions> report(SubtaskReport report) {
        return gateway.sendRequestToCoordinator(operator, SwapMessages.request(report))
                .thenApply(response -> SwapMessages.instructions(response, classes));
    }
}
