package io.millrace.model.format.pmml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.millrace.model.ModelException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which documents are refused, and that refusing is quick. */
@Timeout(60)
final class PmmlFileTest {
    private static final String SCHEMA = "<MiningField name=\"x\"/>";
    private static final String DICTIONARY = "<DataField name=\"x\" optype=\"continuous\" dataType=\"double\"/>";
    private static final String PLAIN = Documents.regression(DICTIONARY, SCHEMA);

    @TempDir
    Path folder;

    @Test
    void theFirstScorableModelIsServed() {
        String twoModels = PLAIN.replace(
                "<RegressionModel ",
                "<TreeModel functionName=\"regression\" isScorable=\"false\"><MiningSchema/><Node><True/></Node></TreeModel>"
                        + "<RegressionModel ");
        assertThat(PmmlFile.read(Documents.bundle(twoModels)).model())
                .isInstanceOf(org.dmg.pmml.regression.RegressionModel.class);
        assertRefused(
                PLAIN.replace("<RegressionModel ", "<RegressionModel isScorable=\"false\" "),
                "the document must have a model that is scorable, found 1 models");
    }

    @Test
    void whatIsNoPmmlIsRefused() {
        assertThatThrownBy(() -> PmmlFile.read(Documents.bundle(new byte[0])))
                .isInstanceOf(ModelException.class)
                .hasMessage("test.pmml: the PMML file is empty");
        byte[] onnx = {8, 8, 18, 0, 58, 63, 10, 18, 10, 1, 88};
        assertThatThrownBy(() -> PmmlFile.read(Documents.bundle(onnx)))
                .isInstanceOf(ModelException.class)
                .hasMessage("test.pmml: cannot be loaded as PMML: Content is not allowed in prolog.");
        assertRefused(PLAIN.substring(0, PLAIN.length() / 2), "XML document structures must start and end within");
        assertRefused("<html><body/></html>", "the root element must be PMML, found html");
        assertRefused("<PMML/>", "");
        assertRefused(Documents.HEADING + "</PMML>", "the document must have a model that is scorable, found 0 models");
    }

    /** Nothing is fetched, neither from the disk nor from a server that would tell. */
    @Test
    void doctypesAndEntitiesAreRefusedUnread() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            Path secret = Files.writeString(folder.resolve("secret"), "<!ELEMENT PMML ANY>");
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/evil.dtd";
            assertRefusedAtOnce(withDoctype("<!DOCTYPE PMML>"));
            assertRefusedAtOnce(withDoctype("<!DOCTYPE PMML SYSTEM \"" + secret.toUri() + "\">"));
            assertRefusedAtOnce(withDoctype("<!DOCTYPE PMML SYSTEM \"" + url + "\">"));
            assertRefusedAtOnce(withDoctype("<!DOCTYPE PMML [<!ENTITY e SYSTEM \"" + url + "\">]>")
                    .replace("<Header/>", "<Header copyright=\"&e;\"/>"));
            assertRefusedAtOnce(withDoctype("<!DOCTYPE PMML [<!ENTITY % e SYSTEM \"" + url + "\"> %e;]>"));
            assertRefusedAtOnce(withDoctype(billionLaughs()).replace("<Header/>", "<Header>&l9;</Header>"));
        } finally {
            server.stop(0);
        }
        assertThat(requests).hasValue(0);
    }

    private static String withDoctype(String doctype) {
        return PLAIN.replace("<PMML ", doctype + "<PMML ");
    }

    private static String billionLaughs() {
        StringBuilder entities = new StringBuilder("<!DOCTYPE PMML [<!ENTITY l0 \"ha\">");
        for (int i = 1; i < 10; i++) {
            entities.append("<!ENTITY l")
                    .append(i)
                    .append(" \"")
                    .append(("&l" + (i - 1) + ";").repeat(10))
                    .append("\">");
        }
        return entities + "]>";
    }

    private static void assertRefusedAtOnce(String document) {
        long start = System.nanoTime();
        assertRefused(document, "DOCTYPE is disallowed");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void fiftyThousandNestedSegmentsAreRefused() {
        String opening = "<MiningModel functionName=\"regression\"><MiningSchema/>"
                + "<Segmentation multipleModelMethod=\"sum\"><Segment><True/>";
        String closing = "</Segment></Segmentation></MiningModel>";
        String model =
                "<RegressionModel functionName=\"regression\"><MiningSchema/><RegressionTable intercept=\"0\"/></RegressionModel>";
        assertRefused(
                Documents.HEADING + "<DataDictionary/>" + opening.repeat(50_000) + model + closing.repeat(50_000)
                        + "</PMML>",
                "elements must not nest deeper than 512, found one at MiningSchema");
    }

    @Test
    void tenMillionNodesAreRefusedBeforeAnyIsBuilt() {
        byte[] opening = (Documents.HEADING + "<TreeModel functionName=\"regression\"><MiningSchema/><Node>")
                .getBytes(StandardCharsets.UTF_8);
        byte[] node = "<Node/>".getBytes(StandardCharsets.UTF_8);
        byte[] nodes = new byte[node.length * 10_000_000];
        for (int i = 0; i < nodes.length; i += node.length) {
            System.arraycopy(node, 0, nodes, i, node.length);
        }
        ByteArrayOutputStream document = new ByteArrayOutputStream(opening.length + nodes.length);
        document.writeBytes(opening);
        document.writeBytes(nodes);
        assertThatThrownBy(() -> PmmlFile.read(Documents.bundle(document.toByteArray())))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("elements must be at most 10000000, found more at Node");
    }

    @ParameterizedTest
    @CsvSource({
        "java.lang.Runtime, functions must be PMML's own or defined in the document",
        "no-such-function, functions must be PMML's own or defined in the document",
        "matches, functions must not run regular expressions of the document",
        "replace, functions must not run regular expressions of the document",
    })
    void foreignFunctionsAreRefused(String function, String rule) {
        assertRefused(withTransformations(derived("z", apply(function, "x"))), rule + ", found " + function);
    }

    @Test
    void functionsOfTheDocumentAreFine() {
        String document = withTransformations(function("twice", apply("+", "p")) + derived("z", apply("twice", "x")));
        assertThat(PmmlFile.read(Documents.bundle(document)).model()).isNotNull();
    }

    @Test
    void functionsThatCallThemselvesAreRefused() {
        assertRefused(
                withTransformations(function("again", apply("again", "p")) + derived("z", apply("again", "x"))),
                "functions must not call themselves, found again");
        assertRefused(
                withTransformations(function("f", apply("g", "p")) + function("g", apply("f", "p"))),
                "functions must not call themselves, found ");
    }

    @Test
    void functionsThatMultiplyAreRefused() {
        StringBuilder functions = new StringBuilder(function("f0", apply("exp", "p")));
        for (int i = 1; i < 12; i++) {
            String call = apply("f" + (i - 1), "p");
            functions.append(function("f" + i, "<Apply function=\"sum\">" + call.repeat(10) + "</Apply>"));
        }
        assertRefused(
                withTransformations(functions.toString()), "functions must make at most 100000 calls, found more in f");
    }

    @Test
    void functionsThatNestTooDeepAreRefused() {
        StringBuilder functions = new StringBuilder(function("f0", apply("exp", "p")));
        for (int i = 1; i < 20; i++) {
            functions.append(function("f" + i, apply("f" + (i - 1), "p")));
        }
        assertRefused(
                withTransformations(functions.toString()), "functions must not nest deeper than 16, found one at");
    }

    @Test
    void functionsDefinedTwiceAreRefused() {
        assertRefused(
                withTransformations(function("f", apply("exp", "p")) + function("f", apply("ln", "p"))),
                "functions must be defined once, found twice f");
    }

    @Test
    void derivedFieldsMadeFromThemselvesAreRefused() {
        assertRefused(
                withTransformations(derived("z", apply("exp", "z"))),
                "derived fields must not be made from themselves, found z");
        assertRefused(
                withTransformations(derived("u", apply("exp", "v"))
                        + derived("v", apply("exp", "w"))
                        + derived("w", apply("exp", "u"))),
                "derived fields must not be made from themselves, found ");
        String local = "<LocalTransformations>" + derived("u", apply("exp", "v")) + derived("v", apply("exp", "u"))
                + "</LocalTransformations>";
        assertRefused(
                PLAIN.replace("<RegressionTable", local + "<RegressionTable"),
                "derived fields must not be made from themselves, found ");
    }

    /** Each segment's names are its own. */
    @Test
    void derivedFieldsOfOtherModelsAreOthers() {
        String segment = "<Segment><True/><RegressionModel functionName=\"regression\"><MiningSchema>" + SCHEMA
                + "</MiningSchema><LocalTransformations>%s</LocalTransformations>"
                + "<RegressionTable intercept=\"0\"/></RegressionModel></Segment>";
        String document = Documents.HEADING + "<DataDictionary>" + DICTIONARY + "</DataDictionary>"
                + "<MiningModel functionName=\"regression\"><MiningSchema>" + SCHEMA + "</MiningSchema>"
                + "<Segmentation multipleModelMethod=\"sum\">"
                + segment.formatted(derived("u", apply("exp", "x")) + derived("v", apply("exp", "u")))
                + segment.formatted(derived("v", apply("exp", "x")) + derived("u", apply("exp", "v")))
                + "</Segmentation></MiningModel></PMML>";
        assertThat(PmmlFile.read(Documents.bundle(document)).models()).hasSize(3);
    }

    @Test
    void longChainsOfDerivedFieldsAreRefused() {
        StringBuilder rising = new StringBuilder();
        StringBuilder falling = new StringBuilder();
        for (int i = 1; i < 10_000; i++) {
            rising.append(derived("d" + i, apply("exp", "d" + (i - 1))));
            falling.append(derived("d" + (10_000 - i), apply("exp", "d" + (9_999 - i))));
        }
        String rule = "derived fields must not be made from one another more than 256 times, found more at d";
        assertRefused(withTransformations(rising.toString()), rule);
        assertRefused(withTransformations(falling.toString()), rule);
    }

    @Test
    void regularExpressionsOfTheDocumentAreRefused() {
        String index = "<TextIndex textField=\"t\"%s><Constant>word</Constant></TextIndex>";
        assertThat(PmmlFile.read(Documents.bundle(withTransformations(derived("z", index.formatted("")))))
                        .model())
                .isNotNull();
        assertRefused(
                withTransformations(derived("z", index.formatted(" wordSeparatorCharacterRE=\"(a+)+$\""))),
                "TextIndex must not run regular expressions of the document other than the usual ones, found (a+)+$");
    }

    private static String withTransformations(String transformations) {
        return PLAIN.replace(
                "<RegressionModel ",
                "<TransformationDictionary>" + transformations + "</TransformationDictionary><RegressionModel ");
    }

    private static String derived(String name, String expression) {
        return "<DerivedField name=\"" + name + "\" optype=\"continuous\" dataType=\"double\">" + expression
                + "</DerivedField>";
    }

    private static String function(String name, String expression) {
        return "<DefineFunction name=\"" + name + "\" optype=\"continuous\" dataType=\"double\">"
                + "<ParameterField name=\"p\" dataType=\"double\"/>" + expression + "</DefineFunction>";
    }

    private static String apply(String function, String field) {
        return "<Apply function=\"" + function + "\"><FieldRef field=\"" + field + "\"/></Apply>";
    }

    private static void assertRefused(String document, String sentence) {
        assertThatThrownBy(() -> PmmlFile.read(Documents.bundle(document)))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith("test.pmml: cannot be loaded as PMML: " + sentence)
                .message()
                .hasLineCount(1);
    }
}
