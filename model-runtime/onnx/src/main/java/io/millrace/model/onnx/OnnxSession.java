package io.millrace.model.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import io.millrace.model.Device;
import java.util.Optional;

/**
 * A session on the device that was asked for, or on the CPU where that is not to be had.
 *
 * @param session to be closed when nothing runs in it any more
 * @param device where it runs
 * @param degradation why it does not run where it was asked to
 */
record OnnxSession(OrtSession session, Device.Kind device, Optional<String> degradation) {

    /**
     * Makes a session from a model's bytes. CUDA needs ONNX Runtime's GPU artifact on the class path, NVIDIA's driver, CUDA
     * and cuDNN, and the device.
     *
     * @throws OrtException if ONNX Runtime does not take the model even on the CPU
     */
    static OnnxSession open(OrtEnvironment environment, byte[] bytes, Device device) throws OrtException {
        Optional<String> degradation = Optional.empty();
        if (device.kind() == Device.Kind.CUDA) {
            try (OrtSession.SessionOptions options = options();
                    OrtCUDAProviderOptions cuda = cuda(device)) {
                options.addCUDA(cuda);
                return new OnnxSession(environment.createSession(bytes, options), Device.Kind.CUDA, Optional.empty());
            } catch (OrtException | UnsatisfiedLinkError e) {
                // whether it is the device or the model, the CPU will show
                degradation = Optional.of("cpu instead of " + device + ": " + OnnxEngine.firstLine(e));
            }
        }
        try (OrtSession.SessionOptions options = options()) {
            return new OnnxSession(environment.createSession(bytes, options), Device.Kind.CPU, degradation);
        }
    }

    /**
     * One thread and no spinning: the job's parallelism is Flink's, and a pool per session times slots would fight over
     * the same cores. No arena and no memory patterns: they keep the peak of the largest batch for ever
     * (onnxruntime#23117).
     */
    private static OrtSession.SessionOptions options() throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        boolean complete = false;
        try {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.addConfigEntry("session.inter_op.allow_spinning", "0");
            options.setCPUArenaAllocator(false);
            options.setMemoryPatternOptimization(false);
            complete = true;
            return options;
        } finally {
            if (!complete) {
                options.close();
            }
        }
    }

    private static OrtCUDAProviderOptions cuda(Device device) throws OrtException {
        OrtCUDAProviderOptions options = new OrtCUDAProviderOptions(device.index());
        boolean complete = false;
        try {
            options.add("arena_extend_strategy", "kSameAsRequested");
            if (device.memoryLimit() > 0) {
                options.add("gpu_mem_limit", Long.toString(device.memoryLimit()));
            }
            complete = true;
            return options;
        } finally {
            if (!complete) {
                options.close();
            }
        }
    }

    void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot close a session: " + OnnxEngine.firstLine(e), e);
        }
    }
}
