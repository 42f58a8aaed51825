package io.millrace.model.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Model;
import io.millrace.model.Models;
import io.millrace.model.RowBatch;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
import io.millrace.model.validation.ValidationLimits;
import io.millrace.model.validation.ValidationProcess;
import io.millrace.model.validation.ValidationResult;
import io.millrace.model.validation.Verdict;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models that are broken or hostile, with all engines, validated in a child process: each is refused with one line, and
 * this process is as it was. Here because this module alone has all engines and no Flink; what a model makes a JVM do, a
 * crash or an endless loop, is in core's {@code ValidationProcessTest}.
 */
@Timeout(120)
class BadModelsTest {
    private static final TrainedModel ONNX = new TrainedModel("logistic_binary", TrainedModel.Format.ONNX);
    private static final TrainedModel PMML = new TrainedModel("logistic_binary", TrainedModel.Format.PMML);

    /** Numbers of protobuf's fields in ONNX files. */
    private static final int MODEL_GRAPH = 7;

    private static final int MODEL_OPSET_IMPORT = 8;
    private static final int OPSET_DOMAIN = 1;
    private static final int OPSET_VERSION = 2;
    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int NODE_OUTPUT = 2;
    private static final int NODE_TYPE = 4;
    private static final int NODE_DOMAIN = 7;
    private static final int TENSOR_DIMS = 1;
    private static final int TENSOR_TYPE = 2;
    private static final int TENSOR_NAME = 8;
    private static final int TENSOR_EXTERNAL_DATA = 13;
    private static final int TENSOR_LOCATION = 14;
    private static final int ENTRY_KEY = 1;
    private static final int ENTRY_VALUE = 2;

    @TempDir
    private Path folder;

    private double scoreBefore;
    private int threadsBefore;

    @BeforeEach
    void scoreAGoodModel() {
        scoreBefore = scoreOfGoodModel();
        threadsBefore = ManagementFactory.getThreadMXBean().getThreadCount();
    }

    /** No thread, no child and no memory more than before, and a model that served goes on serving the same numbers. */
    @AfterEach
    void thisProcessIsUntouched() {
        assertThat(ProcessHandle.current().children()).isEmpty();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("validation-"));
        assertThat(ManagementFactory.getThreadMXBean().getThreadCount()).isLessThanOrEqualTo(threadsBefore + 2);
        assertThat(scoreOfGoodModel()).isEqualTo(scoreBefore);
    }

    private static double scoreOfGoodModel() {
        try (Model model = Models.load(ONNX.path());
                Scorer scorer = model.newScorer(1)) {
            RowBatch rows = scorer.newRows();
            ScoreBatch scores = scorer.newScores();
            int row = rows.addRow();
            for (int column = 0; column < model.contract().width(); column++) {
                rows.set(row, column, 0.25 * column);
            }
            scorer.score(rows, scores);
            int last = model.contract().outputs().size() - 1;
            return scores.number(row, last);
        }
    }

    private static ValidationResult validate(Path path) throws InterruptedException {
        return new ValidationProcess(ValidationLimits.DEFAULT).validate(path);
    }

    private static ValidationResult refused(Path path, Verdict verdict) throws InterruptedException {
        ValidationResult result = validate(path);
        assertThat(result.verdict()).as(result.reason()).isEqualTo(verdict);
        assertThat(result.accepted()).isFalse();
        assertThat(result.reason()).isNotEmpty().doesNotContain("\n").doesNotContain("\tat ");
        return result;
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private Path pmml(String document) throws IOException {
        return Files.writeString(folder.resolve("model.pmml"), document);
    }

    private static byte[] onnx() throws IOException {
        return Files.readAllBytes(ONNX.path());
    }

    private Path bundle(byte[] model, String yaml) throws IOException {
        Files.writeString(
                folder.resolve("model.yaml"), "name: bad\nversion: 1\nformat: onnx\nfile: model.onnx\n" + yaml);
        file("model.onnx", model);
        return folder;
    }

    @Test
    void theGoodOnesAreAccepted() throws Exception {
        for (Path good : new Path[] {ONNX.path(), PMML.path()}) {
            ValidationResult result = validate(good);
            assertThat(result.verdict()).as(result.reason()).isEqualTo(Verdict.ACCEPTED);
        }
    }

    // M25

    @ParameterizedTest
    @ValueSource(strings = {"model.onnx", "model.pmml"})
    void anEmptyFile(String name) throws Exception {
        assertThat(refused(file(name, new byte[0]), Verdict.LOAD_FAILED).reason())
                .contains(name);
    }

    @Test
    void aModelCutInHalf() throws Exception {
        byte[] whole = onnx();
        refused(file("model.onnx", Arrays.copyOf(whole, whole.length / 2)), Verdict.LOAD_FAILED);
        byte[] document = Files.readAllBytes(PMML.path());
        refused(file("model.pmml", Arrays.copyOf(document, document.length / 2)), Verdict.LOAD_FAILED);
    }

    @Test
    void oneFormatDeclaredAsTheOther() throws Exception {
        refused(file("model.onnx", Files.readAllBytes(PMML.path())), Verdict.LOAD_FAILED);
        refused(file("model.pmml", onnx()), Verdict.LOAD_FAILED);
    }

    // M26; all eight ways are in OnnxScan's tests

    @Test
    void dataOutsideTheFile() throws Exception {
        byte[] tensor = message(
                number(TENSOR_DIMS, 1),
                number(TENSOR_TYPE, 1),
                text(TENSOR_NAME, "stolen"),
                bytes(
                        TENSOR_EXTERNAL_DATA,
                        message(text(ENTRY_KEY, "location"), text(ENTRY_VALUE, "../../etc/passwd"))),
                number(TENSOR_LOCATION, 1));
        byte[] model = message(onnx(), bytes(MODEL_GRAPH, bytes(GRAPH_INITIALIZER, tensor)));
        assertThat(refused(file("model.onnx", model), Verdict.LOAD_FAILED).reason())
                .contains("external data in ../../etc/passwd");
    }

    // M29

    @Test
    void anInputThatTheGraphHasNot() throws Exception {
        String yaml = "inputs:\n  - {name: a, type: float, tensor: nowhere}\n";
        assertThat(refused(bundle(onnx(), yaml), Verdict.CONTRACT).reason()).contains("nowhere");
    }

    @Test
    void anOutputThatTheGraphHasNot() throws Exception {
        String yaml = "outputs:\n  - {name: p, from: nowhere}\n";
        assertThat(refused(bundle(onnx(), yaml), Verdict.CONTRACT).reason()).contains("nowhere");
    }

    @Test
    void anInputOfAnotherType() throws Exception {
        String yaml = "inputs:\n  - {name: a, type: categorical, tensor: X, size: 1}\n";
        refused(bundle(onnx(), yaml), Verdict.CONTRACT);
    }

    @Test
    void anInputOfAnotherSize() throws Exception {
        String yaml = "inputs:\n  - {name: a, type: float, size: 777}\n";
        assertThat(refused(bundle(onnx(), yaml), Verdict.CONTRACT).reason()).contains("777");
    }

    @Test
    void anOperatorSetOfTheFuture() throws Exception {
        byte[] model = message(
                onnx(),
                bytes(MODEL_OPSET_IMPORT, message(text(OPSET_DOMAIN, "ai.onnx.ml"), number(OPSET_VERSION, 99))));
        assertThat(refused(file("model.onnx", model), Verdict.CONTRACT).reason())
                .contains("opset of ai.onnx.ml: expected 1 to 5, found 99");
    }

    @Test
    void anOperatorOfAStrangersDomain() throws Exception {
        byte[] node = message(text(NODE_OUTPUT, "y"), text(NODE_TYPE, "Steal"), text(NODE_DOMAIN, "evil.example"));
        byte[] model = message(onnx(), bytes(MODEL_GRAPH, bytes(GRAPH_NODE, node)));
        assertThat(refused(file("model.onnx", model), Verdict.CONTRACT).reason())
                .contains("custom domain evil.example");
    }

    // M30

    @ParameterizedTest
    @CsvSource({"NaN, NaN", "0.25, 0.25"})
    void notANumberOrAConstantOnGoldenRows(String intercept, String found) throws Exception {
        Files.writeString(folder.resolve("model.yaml"), "name: bad\nversion: 1\nformat: pmml\nfile: model.pmml\n");
        Files.writeString(folder.resolve("golden.jsonl"), """
            {"inputs": {"x": 1}, "outputs": {"y": 0.25}}
            {"inputs": {"x": 2}, "outputs": {"y": 0.5}}
            """);
        pmml(regression("", "<RegressionTable intercept=\"" + intercept + "\"/>"));
        ValidationResult result = refused(folder, Verdict.GOLDEN);
        assertThat(result.reason()).contains("golden row").contains("expected 0.");
        assertThat(result.reason()).as("what was found").containsAnyOf(found, "null", "INVALID_FEATURE");
    }

    // M31

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE PMML>",
                "<!DOCTYPE PMML [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>",
                "<!DOCTYPE PMML SYSTEM \"http://127.0.0.1:PORT/evil.dtd\">",
                "<!DOCTYPE PMML [<!ENTITY e SYSTEM \"http://127.0.0.1:PORT/evil\">]>",
                "<!DOCTYPE PMML [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">"
                        + "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;\">"
                        + "<!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;\">]>"
            })
    void aDocumentType(String doctype) throws Exception {
        long good = validate(PMML.path()).millis();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String document = regression(
                            doctype.replace("PORT", Integer.toString(server.getLocalPort())),
                            "<RegressionTable intercept=\"1\"/>")
                    .replace("<Header/>", "<Header>" + (doctype.contains(" e ") ? "&e;" : "") + "</Header>");
            ValidationResult result = refused(pmml(document), Verdict.LOAD_FAILED);
            assertThat(result.reason()).contains("DOCTYPE");
            // What validating a good model takes is nearly all start-up and measuring.
            assertThat(result.millis()).isLessThan(good + 1_000);
            server.setSoTimeout(1);
            assertThat(org.assertj.core.api.Assertions.catchThrowable(
                            () -> server.accept().close()))
                    .as("nobody called")
                    .isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    // M32

    @Test
    void fiftyThousandNestedSegments() throws Exception {
        StringBuilder nested = new StringBuilder();
        String open = "<MiningModel functionName=\"regression\"><MiningSchema><MiningField name=\"x\"/></MiningSchema>"
                + "<Segmentation multipleModelMethod=\"sum\"><Segment><True/>";
        nested.append(open.repeat(50_000));
        nested.append("</Segment></Segmentation></MiningModel>".repeat(50_000));
        assertThat(refused(pmml(document("", nested.toString())), Verdict.LOAD_FAILED)
                        .reason())
                .contains("must not nest deeper than");
    }

    @Test
    void aFunctionThatCallsItself() throws Exception {
        String functions = "<TransformationDictionary><DefineFunction name=\"f\" optype=\"continuous\">"
                + "<ParameterField name=\"p\"/><Apply function=\"f\"><FieldRef field=\"p\"/></Apply></DefineFunction>"
                + "<DerivedField name=\"d\" optype=\"continuous\" dataType=\"double\">"
                + "<Apply function=\"f\"><FieldRef field=\"x\"/></Apply></DerivedField></TransformationDictionary>";
        String model = regression(
                        "",
                        "<RegressionTable intercept=\"1\"><NumericPredictor name=\"d\""
                                + " coefficient=\"1\"/></RegressionTable>")
                .replace("<RegressionModel", functions + "<RegressionModel");
        assertThat(refused(pmml(model), Verdict.LOAD_FAILED).reason()).contains("functions must not call themselves");
    }

    @Test
    void tenMillionNodes() throws Exception {
        Path path = folder.resolve("model.pmml");
        String marker = "<!-- nodes -->";
        String document = document(
                "",
                "<TreeModel functionName=\"regression\"><MiningSchema><MiningField name=\"x\"/></MiningSchema>"
                        + "<Node score=\"1\"><True/>" + marker + "</Node></TreeModel>");
        int middle = document.indexOf(marker);
        try (BufferedWriter writer = Files.newBufferedWriter(path)) {
            writer.write(document, 0, middle);
            String thousand = "<Node/>".repeat(1_000);
            for (int i = 0; i < 10_000; i++) {
                writer.write(thousand);
            }
            writer.write(document, middle, document.length() - middle);
        }
        ValidationResult result = validate(path);
        // Which limit is met first depends on the machine: of elements, memory or time.
        assertThat(result.accepted()).as(result.reason()).isFalse();
        Files.delete(path);
    }

    private static String document(String doctype, String body) {
        return "<?xml version=\"1.0\"?>" + doctype
                + "<PMML xmlns=\"http://www.dmg.org/PMML-4_4\" version=\"4.4\"><Header/><DataDictionary>"
                + "<DataField name=\"x\" optype=\"continuous\" dataType=\"double\"/>"
                + "<DataField name=\"y\" optype=\"continuous\" dataType=\"double\"/></DataDictionary>" + body
                + "</PMML>";
    }

    private static String regression(String doctype, String table) {
        return document(
                doctype,
                "<RegressionModel functionName=\"regression\"><MiningSchema><MiningField name=\"x\"/>"
                        + "<MiningField name=\"y\" usageType=\"target\"/></MiningSchema>" + table
                        + "</RegressionModel>");
    }

    // Protobuf by hand: what is appended to a message is merged into it.

    private static byte[] message(byte[]... fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] field : fields) {
            out.writeBytes(field);
        }
        return out.toByteArray();
    }

    private static byte[] number(int field, long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        varint(out, (long) field << 3);
        varint(out, value);
        return out.toByteArray();
    }

    private static byte[] text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] bytes(int field, byte[] value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        varint(out, (long) field << 3 | 2);
        varint(out, value.length);
        out.writeBytes(value);
        return out.toByteArray();
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long left = value;
        while (left > 0x7F) {
            out.write((int) ((left & 0x7F) | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }
}
