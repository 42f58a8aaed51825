package io.millrace.jobs.scoring;

import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Makes the operator on its task manager. */
class ScoringOperatorFactory extends AbstractStreamOperatorFactory<Answer>
        implements OneInputStreamOperatorFactory<SourceRecord, Answer> {
    private static final long serialVersionUID = 1L;

    private final ScoringSettings settings;
    private final LinkFactory links;

    /**
     * A factory.
     *
     * @param links makes the subtasks' way to the coordinator
     */
    ScoringOperatorFactory(ScoringSettings settings, LinkFactory links) {
        this.settings = settings;
        this.links = links;
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"
    }) // the signature is Flink's; this factory makes one operator
    public <T extends StreamOperator<Answer>> T createStreamOperator(StreamOperatorParameters<Answer> parameters) {
        return (T) new ScoringOperator(parameters, settings, links);
    }

    @Override
    @SuppressWarnings("rawtypes") // as the interface has it
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return ScoringOperator.class;
    }
}
