package io.millrace.model.mleap.isolated;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import ml.combust.mleap.core.types.DataType;
import ml.combust.mleap.core.types.Socket;
import ml.combust.mleap.core.types.StructField;
import ml.combust.mleap.runtime.frame.Transformer;
import ml.combust.mleap.runtime.transformer.Pipeline;
import scala.Tuple2;
import scala.collection.JavaConverters;

/** What the stages of a pipeline read and produce, by the names of the fields, in the order in which they run. */
final class PipelineFields {
    /** A stage that reads a field, and as what. */
    record Use(Transformer stage, DataType type) {}

    /** A field that a stage writes, and which of the stage's results it is. */
    record Produced(String name, Transformer stage, String port, DataType type) {}

    private final Map<String, List<Use>> uses = new LinkedHashMap<>();
    private final Map<String, Produced> produced = new LinkedHashMap<>();
    private final Set<String> inputs = new HashSet<>();

    PipelineFields(Transformer root) {
        add(root);
    }

    private void add(Transformer stage) {
        if (stage instanceof Pipeline pipeline) {
            JavaConverters.seqAsJavaList(pipeline.transformers()).forEach(this::add);
            return;
        }
        for (StructField field :
                JavaConverters.seqAsJavaList(stage.inputSchema().fields())) {
            uses.computeIfAbsent(field.name(), name -> new ArrayList<>()).add(new Use(stage, field.dataType()));
            if (!produced.containsKey(field.name())) {
                inputs.add(field.name());
            }
        }
        Map<String, String> ports = new LinkedHashMap<>();
        for (Tuple2<String, Socket> output :
                JavaConverters.seqAsJavaList(stage.shape().outputs().toSeq())) {
            ports.put(output._2().name(), output._1());
        }
        for (StructField field :
                JavaConverters.seqAsJavaList(stage.outputSchema().fields())) {
            produced.put(
                    field.name(),
                    new Produced(field.name(), stage, ports.getOrDefault(field.name(), ""), field.dataType()));
        }
    }

    /** Who reads each field that no earlier stage produces, in the order of first use. */
    Map<String, List<Use>> inputs() {
        Map<String, List<Use>> raw = new LinkedHashMap<>(uses);
        raw.keySet().retainAll(inputs);
        return raw;
    }

    /** All fields that are produced. */
    Map<String, Produced> produced() {
        return produced;
    }

    /** The fields that are produced and that no stage reads. */
    List<Produced> results() {
        return produced.values().stream()
                .filter(field -> !uses.containsKey(field.name()))
                .toList();
    }

    /** Who reads a field. */
    List<Use> uses(String name) {
        return uses.getOrDefault(name, List.of());
    }
}
