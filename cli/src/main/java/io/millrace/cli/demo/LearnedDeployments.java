package io.millrace.cli.demo;

import io.millrace.cli.local.LocalMetrics;
import io.millrace.jobs.control.StatusTopic;
import io.millrace.jobs.pipeline.LearnerPlan;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.StatusPhase;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Which offers of the learners in this process have not been decided yet. One thread. */
final class LearnedDeployments implements AutoCloseable {
    private static final Set<StatusPhase> ENDS =
            EnumSet.of(StatusPhase.ACTIVE, StatusPhase.REJECTED, StatusPhase.ABORTED);

    private final StatusTopic statuses;
    private final Set<String> learners;
    private long decided;

    private LearnedDeployments(StatusTopic statuses, Set<String> learners) {
        this.statuses = statuses;
        this.learners = learners;
    }

    static LearnedDeployments of(Pipeline pipeline) {
        return new LearnedDeployments(
                StatusTopic.open(pipeline),
                pipeline.learning().learners().stream().map(LearnerPlan::name).collect(Collectors.toSet()));
    }

    /** Whether an offer has neither come to serve nor been refused. The topic is read only where there is a new offer. */
    boolean areOnTheirWay() {
        long offered = LocalMetrics.sum("candidates_offered");
        if (offered > decided) {
            decided = statuses.readAll().stream()
                    .filter(status -> learners.contains(status.getModel()) && ENDS.contains(status.getPhase()))
                    .map(ModelStatus::getCommandId)
                    .distinct()
                    .count();
        }
        return offered > decided;
    }

    @Override
    public void close() {
        statuses.close();
    }
}
