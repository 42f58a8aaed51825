package io.millrace.cli.demo;

import io.millrace.cli.model.BatchScorer;
import io.millrace.cli.model.ScoreListener;
import io.millrace.cli.publish.EventEncoder;
import io.millrace.cli.publish.FileRecord;
import io.millrace.cli.publish.RecordFile;
import io.millrace.model.Model;
import io.millrace.model.ModelOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.stream.DoubleStream;

/** What the model of the pipeline file would have answered, had nothing ever been learned or swapped: scored from the file of flights. */
final class StaticModel {
    private StaticModel() {}

    /**
     * Scores the first flights from a time on.
     *
     * @param output which of the model's outputs is the probability
     * @return a probability for each flight, in their order; NaN where the model has none
     */
    static double[] probabilities(
            Model model, Path flights, EventEncoder encoder, long from, long limit, String output) {
        DoubleStream.Builder probabilities = DoubleStream.builder();
        long taken = 0;
        try (RecordFile records = RecordFile.open(flights);
                BatchScorer scorer = new BatchScorer(model)) {
            int column = model.contract().outputs().stream()
                    .map(ModelOutput::name)
                    .toList()
                    .indexOf(output);
            ScoreListener listener = (id, scores, row, fault) ->
                    probabilities.add(fault.isEmpty() ? scores.number(row, column) : Double.NaN);
            while (records.hasNext() && taken < limit) {
                FileRecord record = records.next();
                if (encoder.eventTime(record) >= from) {
                    taken++;
                    scorer.add(encoder.id(record), record, listener);
                }
            }
            scorer.flush(listener);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return probabilities.build().toArray();
    }
}
