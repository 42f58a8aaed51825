package io.millrace.jobs.learning;

import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperatorFactory;

/** Makes the join on its task manager. */
final class LabelJoinFactory extends AbstractStreamOperatorFactory<Example>
        implements TwoInputStreamOperatorFactory<PredictionRecord, LabelRecord, Example> {
    private static final long serialVersionUID = 1L;

    private final JoinSettings settings;

    LabelJoinFactory(JoinSettings settings) {
        this.settings = settings;
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"
    }) // the signature is Flink's; this factory makes one operator
    public <T extends StreamOperator<Example>> T createStreamOperator(StreamOperatorParameters<Example> parameters) {
        return (T) new LabelJoin(parameters, settings);
    }

    @Override
    @SuppressWarnings("rawtypes") // as the interface has it
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return LabelJoin.class;
    }
}
