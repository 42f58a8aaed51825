package io.millrace.model.compiled.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.model.FeatureType;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelInput;
import io.millrace.model.ModelOutput;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinearTest {
    private static final double[][] COEFFICIENTS = {{2, 0, -1}, {0, 0.5, 0}};
    private static final double[] INTERCEPTS = {1, -3};

    private static Program program() {
        ProgramBuilder builder = new ProgramBuilder();
        int[] columns = {
            builder.addInput(InputColumn.PLAIN),
            builder.addInput(InputColumn.PLAIN),
            builder.addInput(InputColumn.PLAIN)
        };
        int target = builder.newColumns(2);
        Linear.add(builder, columns, COEFFICIENTS, INTERCEPTS, target);
        builder.addResult(new Result(target, List.of(), false));
        builder.addResult(new Result(target + 1, List.of(), false));
        return builder.build(new ModelContract(
                List.of(
                        ModelInput.of("a", FeatureType.DOUBLE),
                        ModelInput.of("b", FeatureType.DOUBLE),
                        ModelInput.of("c", FeatureType.DOUBLE)),
                List.of(ModelOutput.number("y"), ModelOutput.number("z"))));
    }

    @Test
    void addsUpWhateverTheBatch() {
        Program program = program();
        Random random = new Random(1);
        for (int rows = 1; rows <= Step.STRIDE; rows++) {
            double[] cells = new double[program.columns() * Step.STRIDE];
            for (int i = 0; i < cells.length; i++) {
                cells[i] = random.nextGaussian();
            }
            double[] before = cells.clone();
            program.steps().get(0).run(cells, rows);
            for (int row = 0; row < rows; row++) {
                double a = before[row];
                double b = before[Step.STRIDE + row];
                double c = before[2 * Step.STRIDE + row];
                assertThat(cells[3 * Step.STRIDE + row])
                        .as("seed 1, %d rows, row %d", rows, row)
                        .isEqualTo(1 + 2 * a + -1 * c);
                assertThat(cells[4 * Step.STRIDE + row])
                        .as("seed 1, %d rows, row %d", rows, row)
                        .isEqualTo(-3 + 0.5 * b);
            }
        }
    }

    @Test
    void aMissingValueSpoilsOnlyTheSumsThatUseIt() {
        Program program = program();
        double[] cells = new double[program.columns() * Step.STRIDE];
        cells[Step.STRIDE] = Double.NaN;
        program.steps().get(0).run(cells, 1);
        assertThat(cells[3 * Step.STRIDE]).isEqualTo(1);
        assertThat(cells[4 * Step.STRIDE]).isNaN();
    }

    @Test
    void refusesCoefficientsThatDoNotFit() {
        ProgramBuilder builder = new ProgramBuilder();
        int column = builder.addInput(InputColumn.PLAIN);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Linear.add(builder, new int[] {column}, new double[][] {{1, 2}}, new double[] {0}, 1))
                .withMessage("must have a coefficient per column: columns=1, coefficients[0]=2");
    }
}
