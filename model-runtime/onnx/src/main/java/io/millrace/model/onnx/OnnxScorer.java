package io.millrace.model.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.millrace.model.RowBatch;
import io.millrace.model.RowFault;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Scores through ONNX Runtime without copies that could be avoided: one direct buffer for each input and output, made
 * once; tensors over their first n rows, made when a run of n rows is first needed and kept; outputs pinned.
 *
 * <p>Costs, measured on two cores: about 2.2 µs a call, whatever the number of rows. String tensors, string outputs,
 * ZipMaps and outputs with a wrong declaration are the exception: ONNX Runtime gives and takes them as objects only.
 *
 * <p>Allocates nothing of its own once it has seen each size of run; ONNX Runtime's Java call makes its arrays of names
 * and handles anew each time.
 */
final class OnnxScorer extends Scorer {
    private final OnnxModel model;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final OnnxLayout layout;
    private final int rowsPerRun;
    private final InputBuffer[] inputBuffers;
    private final ByteBuffer[] outputBuffers;
    private final Set<String> unpinnedOutputs;
    private final boolean objects;
    private final Tensors[] tensorsOfRows;

    /** The tensors over the first rows of the buffers. */
    private record Tensors(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) {
        void close() {
            inputs.values().forEach(OnnxTensor::close);
            outputs.values().forEach(OnnxTensor::close);
        }
    }

    OnnxScorer(OnnxModel model, OrtEnvironment environment, OrtSession session, OnnxLayout layout, int maxRows) {
        super(layout.binding().contract(), maxRows);
        this.model = model;
        this.environment = environment;
        this.session = session;
        this.layout = layout;
        rowsPerRun = layout.batchSizes().runRows(maxRows);
        inputBuffers = Arrays.stream(layout.inputs())
                .map(input -> input.isText()
                        ? null
                        : new InputBuffer(input, contract().width(), rowsPerRun))
                .toArray(InputBuffer[]::new);
        outputBuffers = Arrays.stream(layout.outputs())
                .map(output -> output.isPinned() ? Memory.direct(output.type(), rowsPerRun, output.width()) : null)
                .toArray(ByteBuffer[]::new);
        unpinnedOutputs = Arrays.stream(layout.outputs())
                .filter(output -> !output.isPinned())
                .map(OnnxLayout.Output::name)
                .collect(Collectors.toSet());
        objects = !unpinnedOutputs.isEmpty() || Arrays.stream(layout.inputs()).anyMatch(OnnxLayout.Input::isText);
        tensorsOfRows = new Tensors[rowsPerRun + 1];
    }

    @Override
    protected void scoreRows(RowBatch rows, ScoreBatch scores) {
        for (int from = 0; from < rows.size(); from += rowsPerRun) {
            int count = Math.min(rowsPerRun, rows.size() - from);
            try {
                run(rows, scores, from, count);
            } catch (OrtException e) {
                // One row can spoil the whole run (say, a string that a Cast node cannot read): find it, spare the
                // others.
                scoreOneByOne(rows, scores, from, count);
            }
        }
    }

    private void scoreOneByOne(RowBatch rows, ScoreBatch scores, int from, int count) {
        for (int row = from; row < from + count; row++) {
            if (rows.fault(row) != RowFault.NONE) {
                continue;
            }
            try {
                run(rows, scores, row, 1);
            } catch (OrtException e) {
                rows.fail(row, RowFault.SCORING_FAILED, -1);
                scores.setFailure(row, OnnxEngine.firstLine(e));
            }
        }
    }

    private void run(RowBatch rows, ScoreBatch scores, int from, int count) throws OrtException {
        int runRows = layout.batchSizes().runRows(count);
        for (InputBuffer buffer : inputBuffers) {
            if (buffer != null) {
                buffer.fill(rows, from, count, runRows);
            }
        }
        Tensors tensors = tensors(runRows);
        if (objects) {
            runWithObjects(tensors, rows, scores, from, count, runRows);
        } else {
            session.run(tensors.inputs(), tensors.outputs()).close();
        }
        for (int i = 0; i < outputBuffers.length; i++) {
            if (outputBuffers[i] != null) {
                OutputReader.numbers(outputBuffers[i], layout.outputs()[i], scores, from, count);
            }
        }
    }

    private Tensors tensors(int rows) throws OrtException {
        Tensors known = tensorsOfRows[rows];
        if (known != null) {
            return known;
        }
        Tensors tensors = new Tensors(new HashMap<>(), new HashMap<>());
        boolean complete = false;
        try {
            for (int i = 0; i < inputBuffers.length; i++) {
                if (inputBuffers[i] != null) {
                    tensors.inputs().put(layout.inputs()[i].name(), inputBuffers[i].tensor(environment, rows));
                }
            }
            for (int i = 0; i < outputBuffers.length; i++) {
                OnnxLayout.Output output = layout.outputs()[i];
                if (outputBuffers[i] != null) {
                    tensors.outputs()
                            .put(
                                    output.name(),
                                    Memory.tensor(
                                            environment,
                                            outputBuffers[i],
                                            output.type(),
                                            output.shape(rows),
                                            rows * output.width()));
                }
            }
            complete = true;
        } finally {
            if (!complete) {
                tensors.close();
            }
        }
        tensorsOfRows[rows] = tensors;
        return tensors;
    }

    /** The slower way for what ONNX Runtime passes as objects: strings and maps. */
    private void runWithObjects(Tensors tensors, RowBatch rows, ScoreBatch scores, int from, int count, int runRows)
            throws OrtException {
        Map<String, OnnxTensor> inputs = new HashMap<>(tensors.inputs());
        try {
            for (OnnxLayout.Input input : layout.inputs()) {
                if (input.isText()) {
                    inputs.put(input.name(), strings(input, rows, from, count, runRows));
                }
            }
            try (OrtSession.Result result = session.run(inputs, unpinnedOutputs, tensors.outputs())) {
                for (OnnxLayout.Output output : layout.outputs()) {
                    if (!output.isPinned()) {
                        OutputReader.objects(output, result.get(output.name()).orElseThrow(), scores, from, count);
                    }
                }
            }
        } finally {
            inputs.forEach((name, tensor) -> {
                if (!tensors.inputs().containsKey(name)) {
                    tensor.close();
                }
            });
        }
    }

    private OnnxTensor strings(OnnxLayout.Input input, RowBatch rows, int from, int count, int runRows)
            throws OrtException {
        String[] texts = new String[runRows * input.columns().length];
        int cell = 0;
        for (int row = 0; row < runRows; row++) {
            int source = from + Math.min(row, count - 1);
            for (int column : input.columns()) {
                String text = rows.text(source, column);
                texts[cell++] = text == null ? "" : text;
            }
        }
        return OnnxTensor.createTensor(environment, texts, input.tensor().shape(runRows));
    }

    @Override
    protected void release() {
        for (Tensors tensors : tensorsOfRows) {
            if (tensors != null) {
                tensors.close();
            }
        }
        model.release();
    }
}
