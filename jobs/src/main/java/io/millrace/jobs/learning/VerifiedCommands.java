package io.millrace.jobs.learning;

import io.millrace.jobs.pipeline.Control;
import io.millrace.schemas.CommandKinds;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.signing.CommandVerifier;
import io.millrace.schemas.signing.RefusedCommandException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.util.Collector;

/**
 * Lets through what the control topic holds for the learners of a slot, as the bytes of the command, once its signature was checked. What is for the scoring job is passed
 * over; what nobody may ask for is counted here, and told on the status topic by the scoring job.
 */
final class VerifiedCommands extends RichFlatMapFunction<byte[], byte[]> {
    private static final long serialVersionUID = 1L;

    private final Control control;
    private final String pipeline;
    private final String slot;
    private transient CommandVerifier verifier;
    private transient Counter refused;

    VerifiedCommands(Control control, String pipeline, String slot) {
        this.control = control;
        this.pipeline = pipeline;
        this.slot = slot;
    }

    @Override
    public void open(OpenContext context) {
        verifier = new CommandVerifier(control.publicKeys(), control.insecure());
        refused = getRuntimeContext()
                .getMetricGroup()
                .addGroup("millrace")
                .counter("commands_refused", new SimpleCounter());
    }

    @Override
    public void flatMap(byte[] record, Collector<byte[]> out) {
        try {
            ControlCommand command = verifier.verify(record);
            if (CommandKinds.isForLearners(command.getKind())
                    && command.getPipeline().equals(pipeline)
                    && command.getSlot().equals(slot)) {
                out.collect(MessageCodec.CONTROL_COMMAND.encode(command));
            }
        } catch (RefusedCommandException e) {
            refused.inc(); // the scoring job reads the same record and tells why
        }
    }
}
