package io.millrace.jobs.swap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.operators.coordination.CoordinationRequest;
import org.apache.flink.runtime.operators.coordination.CoordinationResponse;
import org.apache.flink.streaming.api.operators.collect.CollectCoordinationResponse;
import org.apache.flink.util.InstantiationUtil;
import org.apache.flink.util.SerializedValue;

/**
 * Reports and instructions as Flink's coordination requests and responses.
 *
 * <p>Flink reads a request with the job's class loader, but a response with its own, which does not know our classes in a
 * session cluster. So instructions travel as bytes inside a response class of Flink's.
 */
public final class SwapMessages {
    private static final String VERSION = "1";

    private SwapMessages() {}

    /**
     * A report as a request.
     *
     * @param report the report
     */
    public record ReportRequest(SubtaskReport report) implements CoordinationRequest {}

    /** The request that carries a report. */
    public static SerializedValue<CoordinationRequest> request(SubtaskReport report) {
        try {
            return new SerializedValue<>(new ReportRequest(report));
        } catch (IOException e) {
            throw new UncheckedIOException("a report must be serialisable: " + report, e);
        }
    }

    /** The response that carries instructions. */
    public static CoordinationResponse response(Instructions instructions) {
        try {
            byte[] bytes = InstantiationUtil.serializeObject(instructions);
            byte[] result = InstantiationUtil.serializeToByteArray(BytePrimitiveArraySerializer.INSTANCE, bytes);
            return new CollectCoordinationResponse(VERSION, instructions.revision(), List.of(result));
        } catch (IOException e) {
            throw new UncheckedIOException("instructions must be serialisable: " + instructions, e);
        }
    }

    /**
     * The instructions in a response.
     *
     * @param classes class loader of the job
     * @throws IllegalArgumentException if it is not a response of {@link #response}
     */
    public static Instructions instructions(CoordinationResponse response, ClassLoader classes) {
        if (!(response instanceof CollectCoordinationResponse envelope) || !VERSION.equals(envelope.getVersion())) {
            throw new IllegalArgumentException("must be instructions of version " + VERSION + ", found " + response);
        }
        try {
            byte[] bytes =
                    envelope.getResults(BytePrimitiveArraySerializer.INSTANCE).get(0);
            return InstantiationUtil.deserializeObject(bytes, classes);
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalArgumentException("instructions must be readable: " + e.getMessage(), e);
        }
    }
}
