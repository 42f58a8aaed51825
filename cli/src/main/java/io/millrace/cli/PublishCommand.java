package io.millrace.cli;

import io.millrace.cli.publish.Pace;
import io.millrace.cli.publish.Progress;
import io.millrace.cli.publish.PublishPlan;
import io.millrace.cli.publish.Published;
import io.millrace.cli.publish.Publisher;
import io.millrace.cli.publish.RecordFile;
import io.millrace.cli.terminal.InvalidInputException;
import io.millrace.cli.terminal.Json;
import io.millrace.cli.terminal.VerboseCommand;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.PipelineFile;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends the records of a file to a topic of a pipeline: what {@code events publish} and {@code labels publish} share. */
abstract class PublishCommand extends VerboseCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "CSV, JSON lines (.jsonl) or Avro (.avro), also .gz or .zst.")
    private Path file;

    @Option(names = "--pipeline", required = true, paramLabel = "FILE", description = "The pipeline file.")
    private Path pipelineFile;

    @ArgGroup
    private PaceOptions paceOptions = new PaceOptions();

    @Option(names = "--limit", paramLabel = "N", description = "Send the first N records only.")
    private long limit = Long.MAX_VALUE;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Leave out records before this time of their own, e.g. 2013-04-01T04:00:00Z.")
    private String from;

    @Option(names = "--json", description = "Print one JSON object as the last line.")
    private boolean json;

    /** How fast; without either, as fast as possible. */
    static final class PaceOptions {
        @Option(
                names = "--speedup",
                paramLabel = "FACTOR",
                description = "Pace by the records' own time, this many times faster than it was; 1: as it was.")
        private Double speedup;

        @Option(names = "--rate", paramLabel = "N", description = "Records a second.")
        private Double rate;

        private PaceOptions() {}

        Pace pace() {
            if (speedup != null) {
                return Pace.speedup(speedup);
            }
            return rate == null ? Pace.asFastAsPossible() : Pace.rate(rate);
        }
    }

    /** What is sent, in the plural. */
    abstract String what();

    /** The topic that it goes to. */
    abstract String topic(Pipeline pipeline);

    /** What sends it. */
    abstract Publisher publisher(Pipeline pipeline);

    @Override
    public final Integer call() {
        logTo(null);
        Pipeline pipeline = PipelineFile.read(pipelineFile);
        PublishPlan plan = plan();
        try (RecordFile records = RecordFile.open(file)) {
            Published published =
                    publisher(pipeline).publish(records, plan, isTerminal() ? this::showProgress : Progress.none());
            if (isTerminal()) {
                progress("");
            }
            print(String.format(
                    Locale.ROOT,
                    "Sent %,d %s, %,d bytes, to %s in %.1f s.",
                    published.events(),
                    what(),
                    published.bytes(),
                    topic(pipeline),
                    published.seconds()));
            if (json) {
                Map<String, Object> object = new LinkedHashMap<>();
                object.put("topic", topic(pipeline));
                object.put(what(), published.events());
                object.put("bytes", published.bytes());
                object.put("seconds", published.seconds());
                print(Json.line(object));
            }
        }
        return 0;
    }

    private PublishPlan plan() {
        try {
            PublishPlan plan =
                    PublishPlan.everything().withPace(paceOptions.pace()).withLimit(limit);
            return from == null ? plan : plan.withFrom(Instant.parse(from).toEpochMilli());
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(e.getMessage());
        } catch (DateTimeParseException e) {
            throw new InvalidInputException("must be a time such as 2013-04-01T04:00:00Z: --from=" + from);
        }
    }

    private void showProgress(long records, long bytes) {
        progress(String.format(Locale.ROOT, "sent %,d %s, %,d bytes", records, what(), bytes));
    }
}
