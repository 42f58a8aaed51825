package io.millrace.model.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.millrace.model.Device;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelEngine;
import io.millrace.model.ModelException;
import java.util.Set;

/** Loads ONNX models with ONNX Runtime. */
public final class OnnxEngine implements ModelEngine {
    @Override
    public String name() {
        return "onnxruntime";
    }

    @Override
    public Set<String> formats() {
        return Set.of("onnx");
    }

    @Override
    public boolean isReference() {
        return true;
    }

    @Override
    public Model load(ModelBundle bundle, Device device) {
        if (bundle.bytes().length == 0) {
            throw new ModelException(bundle.path() + ": the ONNX file is empty");
        }
        // The environment is a singleton of the process: whoever asks first sets its log level. Errors come as
        // exceptions,
        // too; logged as well, each bad row would write a line.
        OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "millrace");
        OrtSession session = null;
        try (OrtSession.SessionOptions options = options()) {
            session = environment.createSession(bundle.bytes(), options);
            return new OnnxModel(bundle.id(), environment, session, OnnxLayout.of(bundle, environment, session));
        } catch (OrtException | ModelException e) {
            close(session);
            throw e instanceof ModelException refused
                    ? refused
                    : new ModelException(bundle.path() + ": ONNX Runtime cannot load it as ONNX: " + firstLine(e), e);
        }
    }

    /**
     * One thread and no spinning: the job's parallelism is Flink's, and a pool per session times slots would fight over
     * the same cores.
     */
    private static OrtSession.SessionOptions options() throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        options.addConfigEntry("session.inter_op.allow_spinning", "0");
        return options;
    }

    static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static void close(OrtSession session) {
        if (session == null) {
            return;
        }
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot close a session: " + firstLine(e), e);
        }
    }
}
