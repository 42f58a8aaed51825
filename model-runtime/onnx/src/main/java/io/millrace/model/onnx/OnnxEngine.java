package io.millrace.model.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import io.millrace.model.Device;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelEngine;
import io.millrace.model.ModelException;
import io.millrace.model.format.onnx.InputBinding;
import io.millrace.model.format.onnx.OnnxBinding;
import io.millrace.model.format.onnx.OnnxFile;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Loads ONNX models with ONNX Runtime, after {@link OnnxFile} has scanned them: what it refuses, native code never sees.
 */
public final class OnnxEngine implements ModelEngine {
    static final String NAME = "onnxruntime";
    private static final Pattern PREFIX = Pattern.compile("^Error code - \\w+ - message: ");

    @Override
    public String name() {
        return NAME;
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
        OnnxFile file = OnnxFile.read(bundle);
        InputBinding inputs = InputBinding.of(bundle, file);
        var wanted = OnnxBinding.wanted(bundle, file);
        // The environment is a singleton of the process: whoever asks first sets its log level. Errors come as
        // exceptions, too; logged as well, each bad row would write a line.
        OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "millrace");
        OnnxSession session = open(bundle, device, environment);
        boolean loaded = false;
        try {
            BatchSizes batchSizes = new BatchSizes(inputs.batchRows(), session.device() != Device.Kind.CPU);
            List<FoundOutput> found = new OutputProbe(bundle, file, inputs)
                    .find(environment, session.session(), wanted, batchSizes.runRows(1));
            OnnxBinding binding = OnnxBinding.bind(
                    bundle,
                    file,
                    inputs,
                    found.stream().map(FoundOutput::signature).toList());
            Model model = new OnnxModel(bundle.id(), environment, session, OnnxLayout.of(binding, found, batchSizes));
            loaded = true;
            return model;
        } finally {
            if (!loaded) {
                session.close();
            }
        }
    }

    private static OnnxSession open(ModelBundle bundle, Device device, OrtEnvironment environment) {
        try {
            return OnnxSession.open(environment, bundle.bytes(), device);
        } catch (OrtException e) {
            throw new ModelException(
                    bundle.path() + ": LOAD_FAILED: ONNX Runtime cannot load it as ONNX: " + firstLine(e), e);
        }
    }

    /** ONNX Runtime's words without its error code and stack. */
    static String firstLine(Throwable e) {
        return PREFIX.matcher(String.valueOf(e.getMessage()).lines().findFirst().orElse(""))
                .replaceFirst("");
    }
}
