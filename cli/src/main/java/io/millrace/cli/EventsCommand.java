package io.millrace.cli;

import io.millrace.cli.publish.EventEncoder;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace events …}. */
@Command(
        name = "events",
        description = "Send events to a pipeline.",
        mixinStandardHelpOptions = true,
        subcommands = EventsCommand.Publish.class)
final class EventsCommand {
    private EventsCommand() {}

    /** {@code millrace events publish}. */
    @Command(name = "publish", description = "Send the records of a file to the events topic of a pipeline.")
    static final class Publish extends VerboseCommand implements Callable<Integer> {
        @Parameters(paramLabel = "FILE", description = "CSV, JSON lines (.jsonl) or Avro (.avro), also .gz or .zst.")
        private Path file;

        @Option(names = "--pipeline", required = true, paramLabel = "FILE", description = "The pipeline file.")
        private Path pipelineFile;

        @ArgGroup
        private PaceOptions paceOptions = new PaceOptions();

        @Option(names = "--limit", paramLabel = "N", description = "Send the first N events only.")
        private long limit = Long.MAX_VALUE;

        @Option(
                names = "--from",
                paramLabel = "TIME",
                description = "Leave out events before this event time, e.g. 2013-04-01T04:00:00Z.")
        private String from;

        @Option(names = "--json", description = "Print one JSON object as the last line.")
        private boolean json;

        private Publish() {}

        /** How fast; without either, as fast as possible. */
        static final class PaceOptions {
            @Option(
                    names = "--speedup",
                    paramLabel = "FACTOR",
                    description = "Pace by event time, this many times faster than it was; 1: as it was.")
            private Double speedup;

            @Option(names = "--rate", paramLabel = "N", description = "Events a second.")
            private Double rate;

            private PaceOptions() {}

            Pace pace() {
                if (speedup != null) {
                    return Pace.speedup(speedup);
                }
                return rate == null ? Pace.asFastAsPossible() : Pace.rate(rate);
            }
        }

        @Override
        public Integer call() {
            logTo(null);
            Pipeline pipeline = PipelineFile.read(pipelineFile);
            PublishPlan plan = plan();
            try (RecordFile records = RecordFile.open(file)) {
                Published published = new Publisher(pipeline, EventEncoder.of(pipeline))
                        .publish(records, plan, isTerminal() ? this::showProgress : Progress.none());
                if (isTerminal()) {
                    progress("");
                }
                print(String.format(
                        Locale.ROOT,
                        "Sent %,d events, %,d bytes, to %s in %.1f s.",
                        published.events(),
                        published.bytes(),
                        pipeline.events().topic(),
                        published.seconds()));
                if (json) {
                    Map<String, Object> object = new LinkedHashMap<>();
                    object.put("topic", pipeline.events().topic());
                    object.put("events", published.events());
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

        private void showProgress(long events, long bytes) {
            progress(String.format(Locale.ROOT, "sent %,d events, %,d bytes", events, bytes));
        }
    }
}
