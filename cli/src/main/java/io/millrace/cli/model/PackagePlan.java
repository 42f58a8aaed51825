package io.millrace.cli.model;

import io.millrace.model.ModelTask;
import java.nio.file.Path;
import java.util.List;

/**
 * What {@code model package} is asked for.
 *
 * @param model a model file, or a bundle whose declarations are kept
 * @param sample records with a field for each input
 * @param target the bundle: a folder that does not exist yet, or a {@code .zip}
 * @param name its name; null: the model's own
 * @param version its version; 0: the model's own
 * @param task what kind of question it answers; null: as the model's bundle says
 * @param inputs names for the elements of the model's only vector, in its order; empty: the model's inputs are named already
 * @param golden golden rows, spread over the sample
 * @param rows most rows of the sample that are read
 * @param strictRanges whether numbers outside the sample's range are invalid, where the model itself declares no range
 */
public record PackagePlan(
        Path model,
        Path sample,
        Path target,
        String name,
        long version,
        ModelTask task,
        List<String> inputs,
        int golden,
        long rows,
        boolean strictRanges) {}
