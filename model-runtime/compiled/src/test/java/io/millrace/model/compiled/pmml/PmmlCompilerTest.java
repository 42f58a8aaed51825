package io.millrace.model.compiled.pmml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.UnsupportedModelException;
import io.millrace.model.compiled.program.Program;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the compiler notes besides numbers, and how it says what it does not compile. */
final class PmmlCompilerTest {
    @TempDir
    Path folder;

    private Program compile(String document) {
        return PmmlCompiler.compile(Documents.bundle(folder, document));
    }

    @Test
    void thresholdsOfCastFieldsAreBoundariesOfTheInput() {
        Program program = compile(Documents.treeOn("float", "<FieldRef field='a'/>"));
        assertThat(program.boundaries().get(0)).containsExactly(1);
    }

    @Test
    void textsThatTheDocumentComparesWithGetCodes() {
        Program program = compile(Documents.treeOnText("<FieldRef field='t'/>"));
        assertThat(program.inputs().get(9).toString()).contains("red").contains("low");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<Apply function='median'><FieldRef field='a'/></Apply> | element Apply, attribute function, found median",
                "<Apply function='+'><FieldRef field='a'/><FieldRef field='s'/></Apply> | attribute function, found + of a string",
                "<Apply function='equal'><FieldRef field='s'/><FieldRef field='t'/></Apply> | found equal of two texts",
                "<FieldRef field='nowhere'/> | field that the model does not know, found nowhere",
                "<Lag field='a'/> | expression, found Lag",
            })
    void namesWhatItDoesNotCompile(String expression, String sentence) {
        assertThatThrownBy(() -> compile(Documents.regressionOn("double", expression)))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("not compiled")
                .hasMessageContaining(sentence);
    }

    @Test
    void namesStrategiesThatItDoesNotCompile() {
        assertThatThrownBy(
                        () -> compile(
                                Documents.tree(
                                        "missingValueStrategy=\"weightedConfidence\"",
                                        "<Node><True/><Node score=\"1\"><SimplePredicate field=\"a\" operator=\"lessThan\" value=\"1\"/></Node></Node>")))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("element TreeModel, attribute missingValueStrategy, found weightedConfidence");
    }
}
