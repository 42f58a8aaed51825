package io.millrace.cli;

import io.millrace.cli.terminal.Json;
import io.millrace.cli.terminal.VerboseCommand;
import io.millrace.jobs.audit.Audit;
import io.millrace.jobs.audit.AuditReport;
import io.millrace.jobs.kafka.Cluster;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.PipelineFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace audit}. */
@Command(name = "audit", description = "Prove from the topics that every event was answered exactly once.")
final class AuditCommand extends VerboseCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The pipeline file.")
    private Path file;

    @Option(
            names = "--wait",
            defaultValue = "0",
            paramLabel = "SECONDS",
            description = "Give events that are still on their way this long. Default: ${DEFAULT-VALUE}.")
    private int waitSeconds;

    @Option(names = "--json", description = "Print one JSON object as the last line.")
    private boolean json;

    private AuditCommand() {}

    @Override
    public Integer call() {
        logTo(null);
        Pipeline pipeline = PipelineFile.read(file);
        try (Cluster cluster = Cluster.of(pipeline)) {
            cluster.check();
        }
        AuditReport report = Audit.run(pipeline, Duration.ofSeconds(waitSeconds));
        print("events       " + report.events());
        print("predictions  " + report.predictions());
        print("fallbacks    " + report.fallbacks());
        print("dead letters " + report.deadLetters());
        print("lost         " + report.lost());
        print("duplicate    " + report.duplicates());
        print("unknown      " + report.unknown());
        print("unreadable   " + report.unreadable());
        report.examples().forEach(example -> print("  " + example));
        print(
                report.isClean()
                        ? "Every event was answered exactly once."
                        : "NOT every event was answered exactly once.");
        if (json) {
            Map<String, Object> object = Json.map(report);
            object.put("accountingGap", report.accountingGap());
            print(Json.line(object));
        }
        return report.isClean() ? 0 : 1;
    }
}
