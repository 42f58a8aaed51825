package io.millrace.cli.demo;

import io.millrace.cli.model.BatchScorer;
import io.millrace.cli.model.ScoreListener;
import io.millrace.cli.publish.EventEncoder;
import io.millrace.cli.publish.FileRecord;
import io.millrace.cli.publish.RecordFile;
import io.millrace.model.Model;
import io.millrace.model.ModelOutput;
import io.millrace.model.Models;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** How good the model of the pipeline file would have been, had nothing ever been learned or swapped: scored from the file of flights. */
final class StaticModel {
    private StaticModel() {}

    /**
     * Scores the first flights from a time on.
     *
     * @param labels by flight
     * @param output which of the model's outputs is the probability
     */
    static MonthlyQuality quality(
            Path model,
            Path flights,
            EventEncoder encoder,
            long from,
            long limit,
            Map<String, Boolean> labels,
            String output) {
        MonthlyQuality quality = new MonthlyQuality();
        Deque<Instant> times = new ArrayDeque<>();
        long taken = 0;
        try (Model loaded = Models.load(model);
                RecordFile records = RecordFile.open(flights);
                BatchScorer scorer = new BatchScorer(loaded)) {
            int column = loaded.contract().outputs().stream()
                    .map(ModelOutput::name)
                    .toList()
                    .indexOf(output);
            ScoreListener listener = (id, scores, row, fault) -> {
                Instant time = times.remove();
                Boolean label = labels.get(id);
                if (fault.isEmpty() && label != null) {
                    quality.add(time, scores.number(row, column), label);
                }
            };
            while (records.hasNext() && taken < limit) {
                FileRecord record = records.next();
                long time = encoder.eventTime(record);
                if (time >= from) {
                    taken++;
                    times.add(Instant.ofEpochMilli(time));
                    scorer.add(encoder.id(record), record, listener);
                }
            }
            scorer.flush(listener);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return quality;
    }
}
