package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RowBatchTest {
    private static final ModelContract CONTRACT = new ModelContract(
            List.of(
                    ModelInput.vector("v", FeatureType.FLOAT, 2),
                    ModelInput.categorical("country", List.of("DE", "FR", "Österreich", "")),
                    ModelInput.of("note", FeatureType.CATEGORICAL)),
            List.of(ModelOutput.number("y"), ModelOutput.text("class")));

    @Test
    void aContractFlattensItsVectors() {
        assertThat(CONTRACT.width()).isEqualTo(4);
        assertThat(CONTRACT.columnName(0)).isEqualTo("v[0]");
        assertThat(CONTRACT.columnName(1)).isEqualTo("v[1]");
        assertThat(CONTRACT.columnName(2)).isEqualTo("country");
        assertThat(CONTRACT.firstColumn("note")).isEqualTo(3);
        assertThat(CONTRACT.firstColumn("nothing")).isEqualTo(-1);
        assertThat(CONTRACT.inputOfColumn(1).name()).isEqualTo("v");
    }

    @Test
    void aContractRefusesNothingAndTwice() {
        ModelInput x = ModelInput.of("x", FeatureType.FLOAT);
        ModelOutput y = ModelOutput.number("y");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ModelContract(List.of(), List.of(y)))
                .withMessage("a model needs at least one input and one output: inputs=0, outputs=1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ModelContract(List.of(x), List.of()))
                .withMessage("a model needs at least one input and one output: inputs=1, outputs=0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ModelContract(List.of(x, x), List.of(y)))
                .withMessage("input names must differ: x");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ModelContract(List.of(x), List.of(y, y)))
                .withMessage("output names must differ: y");
    }

    @Test
    void aNewRowIsAllMissing() {
        RowBatch rows = new RowBatch(CONTRACT, 2);
        int row = rows.addRow();
        for (int column = 0; column < 4; column++) {
            assertThat(rows.isMissing(row, column)).isTrue();
            assertThat(rows.get(row, column)).isNaN();
        }
        assertThat(rows.text(row, 2)).isNull();
        assertThat(rows.text(row, 3)).isNull();
        assertThat(rows.fault(row)).isEqualTo(RowFault.NONE);
    }

    @Test
    void textsBecomeCodesWhereCategoriesAreListed() {
        RowBatch rows = new RowBatch(CONTRACT, 4);
        String[] texts = {"FR", "Österreich", "XX", ""};
        double[] codes = {1, 2, -1, 3};
        for (int i = 0; i < texts.length; i++) {
            int row = rows.addRow();
            rows.setText(row, 2, texts[i]);
            assertThat(rows.get(row, 2)).isEqualTo(codes[i]);
            assertThat(rows.text(row, 2)).isEqualTo(texts[i]);
            byte[] utf8 = ("<" + texts[i] + ">").getBytes(StandardCharsets.UTF_8);
            rows.set(row, 2, Double.NaN);
            rows.setText(row, 2, utf8, 1, utf8.length - 2);
            assertThat(rows.get(row, 2)).isEqualTo(codes[i]);
            assertThat(rows.text(row, 2)).isEqualTo(texts[i]);
            rows.setText(row, 2, null);
            assertThat(rows.isMissing(row, 2)).isTrue();
            assertThat(rows.text(row, 2)).isNull();
        }
    }

    @Test
    void openTextsAreKept() {
        RowBatch rows = new RowBatch(CONTRACT, 1);
        int row = rows.addRow();
        rows.setText(row, 3, "héllo");
        assertThat(rows.text(row, 3)).isEqualTo("héllo");
        assertThat(rows.isMissing(row, 3)).isFalse();
        byte[] utf8 = "xwörldx".getBytes(StandardCharsets.UTF_8);
        rows.setText(row, 3, utf8, 1, utf8.length - 2);
        assertThat(rows.text(row, 3)).isEqualTo("wörld");
        rows.setText(row, 3, null);
        assertThat(rows.text(row, 3)).isNull();
    }

    @Test
    void nothingOfAnEarlierRowShowsThrough() {
        RowBatch rows = new RowBatch(CONTRACT, 1);
        int row = rows.addRow();
        rows.set(row, 0, 5);
        rows.setText(row, 2, "unseen");
        rows.setText(row, 3, "note");
        rows.fail(row, RowFault.SHAPE, 1);
        rows.clear();
        assertThat(rows.size()).isZero();
        rows.addRow();
        assertThat(rows.get(row, 0)).isNaN();
        assertThat(rows.fault(row)).isEqualTo(RowFault.NONE);
        rows.set(row, 2, -1);
        rows.set(row, 3, 0);
        assertThat(rows.text(row, 2)).isNull();
        assertThat(rows.text(row, 3)).isNull();
    }

    @Test
    void aFullBatchTakesNoRow() {
        RowBatch rows = new RowBatch(CONTRACT, 1);
        rows.addRow();
        assertThatIllegalStateException().isThrownBy(rows::addRow).withMessage("batch is full: capacity=1");
        rows.removeLastRow();
        assertThat(rows.addRow()).isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RowBatch(CONTRACT, 0))
                .withMessage("must be >= 1: capacity=0");
    }

    @Test
    void textForANumberIsRefused() {
        RowBatch rows = new RowBatch(CONTRACT, 1);
        rows.addRow();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rows.setText(0, 1, "five"))
                .withMessage("must be categorical to take text: v[1]");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyCategoryFindsItsCode(long seed) {
        Random random = new Random(seed);
        for (int size : new int[] {0, 1, 2, 3, 7, 8, 9, 1_000}) {
            Set<String> distinct = new HashSet<>();
            while (distinct.size() < size) {
                distinct.add(Integer.toString(random.nextInt(100_000), 3) + (random.nextBoolean() ? "é" : ""));
            }
            List<String> categories = new ArrayList<>(distinct);
            CategoryIndex index = new CategoryIndex(categories);
            for (int code = 0; code < size; code++) {
                assertThat(index.codeOf(categories.get(code)))
                        .as("seed %d, size %d, %s", seed, size, categories.get(code))
                        .isEqualTo(code);
            }
            for (String text : new String[] {"", "no such category", "DE", "\u0000"}) {
                assertThat(index.codeOf(text))
                        .as("seed %d, size %d, unseen %s", seed, size, text)
                        .isEqualTo(CategoryIndex.UNSEEN);
            }
        }
    }

    @Test
    void categoriesMustDiffer() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CategoryIndex(List.of("a", "b", "a")))
                .withMessage("categories must differ: a");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelInput.categorical("x", List.of("a", "b", "a")))
                .withMessage("categories must differ: input x, found [a, b, a]");
    }
}
