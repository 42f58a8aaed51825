package io.millrace.cli.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which model answered which event, for when it is known what was decided. 24 bytes an answer. One thread. */
final class AnswerLog {
    private final List<String> models = new ArrayList<>();
    private int[] partitions = new int[1024];
    private int[] modelIndices = new int[1024];
    private long[] offsets = new long[1024];
    private long[] times = new long[1024];
    private int size;

    void add(int partition, long offset, long eventTime, String model) {
        if (size == offsets.length) {
            partitions = Arrays.copyOf(partitions, 2 * size);
            modelIndices = Arrays.copyOf(modelIndices, 2 * size);
            offsets = Arrays.copyOf(offsets, 2 * size);
            times = Arrays.copyOf(times, 2 * size);
        }
        int index = models.indexOf(model);
        if (index < 0) {
            index = models.size();
            models.add(model);
        }
        partitions[size] = partition;
        modelIndices[size] = index;
        offsets[size] = offset;
        times[size++] = eventTime;
    }

    /** Answers by another model than was decided. */
    long wrong(DecidedModels decided) {
        long wrong = 0;
        for (int i = 0; i < size; i++) {
            boolean isRight = models.get(modelIndices[i]).equals(decided.model(partitions[i], offsets[i], times[i]));
            wrong += isRight ? 0 : 1;
        }
        return wrong;
    }
}
