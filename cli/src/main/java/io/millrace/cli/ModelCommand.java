package io.millrace.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.model.FileScorer;
import io.millrace.cli.terminal.Json;
import io.millrace.cli.terminal.VerboseCommand;
import io.millrace.config.ConfigNode;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelInput;
import io.millrace.model.ModelOutput;
import io.millrace.model.Models;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace model …}. */
@Command(
        name = "model",
        description = "Look at a model, or score a file with it.",
        mixinStandardHelpOptions = true,
        subcommands = {ModelCommand.Inspect.class, ModelCommand.Score.class, ModelValidateCommand.class})
final class ModelCommand {
    private ModelCommand() {}

    /** {@code millrace model inspect}. */
    @Command(name = "inspect", description = "Show what a model needs and gives.")
    static final class Inspect extends VerboseCommand implements Callable<Integer> {
        @Parameters(paramLabel = "MODEL", description = "A bundle's folder, or a .onnx or .pmml file.")
        private Path path;

        @Option(names = "--json", description = "Print one JSON object as the last line.")
        private boolean json;

        private Inspect() {}

        @Override
        public Integer call() {
            logTo(null);
            ModelBundle bundle = ModelBundle.open(path);
            try (Model model = Models.load(bundle)) {
                print(model.id() + "  format " + bundle.format() + ", engine " + model.engine() + ", "
                        + bundle.bytes().length + " bytes");
                print("sha256 " + model.id().sha256());
                print("inputs");
                model.contract().inputs().forEach(input -> print("  " + describe(input)));
                print("outputs");
                model.contract().outputs().forEach(output -> print("  " + describe(output)));
                bundle.lineage().forEach((key, value) -> print("lineage " + key + ": " + value));
                if (json) {
                    print(asJson(bundle, model).toString());
                }
            }
            return 0;
        }

        private static String describe(ModelInput input) {
            StringBuilder line = new StringBuilder(
                    String.format(Locale.ROOT, "%-24s %s", input.name(), ConfigNode.configName(input.type())));
            if (input.size() > 1) {
                line.append('[').append(input.size()).append(']');
            }
            if (!input.unit().isEmpty()) {
                line.append(", ").append(input.unit());
            }
            if (Double.isFinite(input.low()) || Double.isFinite(input.high())) {
                line.append(", from ").append(input.low()).append(" to ").append(input.high());
            }
            if (!input.categories().isEmpty()) {
                line.append(", ").append(input.categories().size()).append(" categories");
            }
            return line.append(", missing ")
                    .append(ConfigNode.configName(input.treatment().missing()))
                    .append(", invalid ")
                    .append(ConfigNode.configName(input.treatment().invalid()))
                    .toString();
        }

        private static String describe(ModelOutput output) {
            return String.format(Locale.ROOT, "%-24s %s", output.name(), output.isText() ? "text" : "number");
        }

        private static ObjectNode asJson(ModelBundle bundle, Model model) {
            ObjectNode node = Json.object()
                    .put("name", model.id().name())
                    .put("version", model.id().version())
                    .put("sha256", model.id().sha256())
                    .put("format", bundle.format())
                    .put("engine", model.engine())
                    .put("bytes", bundle.bytes().length);
            ArrayNode inputs = node.putArray("inputs");
            for (ModelInput input : model.contract().inputs()) {
                ObjectNode item = inputs.addObject()
                        .put("name", input.name())
                        .put("type", ConfigNode.configName(input.type()))
                        .put("size", input.size())
                        .put("unit", input.unit())
                        .put("missing", ConfigNode.configName(input.treatment().missing()))
                        .put("invalid", ConfigNode.configName(input.treatment().invalid()));
                input.categories().forEach(item.withArray("categories")::add);
            }
            ArrayNode outputs = node.putArray("outputs");
            for (ModelOutput output : model.contract().outputs()) {
                outputs.addObject().put("name", output.name()).put("type", output.isText() ? "text" : "number");
            }
            bundle.lineage().forEach(node.withObject("lineage")::put);
            return node;
        }
    }

    /** {@code millrace model score}. */
    @Command(
            name = "score",
            description = "Score the records of a file with a model, with the engine that the stream uses."
                    + " Prints CSV: id, outputs, fault.")
    static final class Score extends VerboseCommand implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "MODEL", description = "A bundle's folder, or a .onnx or .pmml file.")
        private Path path;

        @Parameters(
                index = "1",
                paramLabel = "FILE",
                description = "CSV, JSON lines or Avro, also .gz or .zst, with a column for each input.")
        private Path file;

        @Option(
                names = "--id",
                paramLabel = "FIELD",
                description = "Field to identify records by. Default: their line.")
        private String id;

        @Option(names = "--out", paramLabel = "FILE", description = "Write there instead of to standard output.")
        private Path out;

        @Option(names = "--limit", paramLabel = "N", description = "Score the first N records only.")
        private long limit = Long.MAX_VALUE;

        private Score() {}

        @Override
        public Integer call() throws IOException {
            logTo(null);
            try (Model model = Models.load(path)) {
                if (out == null) {
                    score(model, out());
                } else {
                    try (PrintWriter writer = new PrintWriter(out.toFile(), StandardCharsets.UTF_8)) {
                        score(model, writer);
                    }
                }
            }
            return 0;
        }

        private void score(Model model, PrintWriter writer) {
            FileScorer.Result result = FileScorer.score(model, file, id, limit, writer);
            tell("Scored " + result.scored() + " of " + result.records() + " records with " + model.id() + " ("
                    + model.engine() + ").");
        }
    }
}
