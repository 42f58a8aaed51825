package io.millrace.model.compiled.pmml;

import io.millrace.model.compiled.program.Intervals;
import io.millrace.model.compiled.program.PiecewiseLinear;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.dmg.pmml.DataType;
import org.dmg.pmml.Discretize;
import org.dmg.pmml.DiscretizeBin;
import org.dmg.pmml.LinearNorm;
import org.dmg.pmml.NormContinuous;
import org.dmg.pmml.OpType;
import org.dmg.pmml.PMMLObject;

/** Compiles the transformations of a single number: NormContinuous and Discretize. */
final class Transformations {
    private final Lowering lowering;

    Transformations(Lowering lowering) {
        this.lowering = lowering;
    }

    Column normContinuous(NormContinuous norm, Names names) {
        Column column = number(norm, names.column(norm.requireField()));
        List<LinearNorm> points = norm.requireLinearNorms();
        double[] origins = points.stream()
                .mapToDouble(point -> point.requireOrig().doubleValue())
                .toArray();
        double[] norms = points.stream()
                .mapToDouble(point -> point.requireNorm().doubleValue())
                .toArray();
        for (int i = 1; i < origins.length; i++) {
            if (!(origins[i - 1] < origins[i])) {
                throw Unsupported.attribute(points.get(i), "orig", origins[i] + " after " + origins[i - 1]);
            }
        }
        if (origins.length < 2) {
            throw Unsupported.element(norm, origins.length + " points");
        }
        PiecewiseLinear.Outliers outliers =
                switch (norm.getOutlierTreatment()) {
                    case AS_IS -> PiecewiseLinear.Outliers.EXTRAPOLATED;
                    case AS_MISSING_VALUES -> PiecewiseLinear.Outliers.MISSING;
                    case AS_EXTREME_VALUES -> PiecewiseLinear.Outliers.EXTREME;
                };
        double missing = norm.getMapMissingTo() == null
                ? Double.NaN
                : norm.getMapMissingTo().doubleValue();
        for (double origin : origins) {
            lowering.columns().boundary(column, origin);
        }
        boolean gaps = (column.mayBeMissing() && Double.isNaN(missing)) || outliers == PiecewiseLinear.Outliers.MISSING;
        Column output =
                lowering.columns().place(Column.number(DataType.DOUBLE).withGaps(gaps, column.mayBeUndefined()));
        lowering.columns()
                .builder()
                .add(new PiecewiseLinear(
                        lowering.columns().index(column), output.index(), origins, norms, outliers, missing));
        return output;
    }

    Column discretize(Discretize discretize, Names names) {
        Column column = number(discretize, names.column(discretize.requireField()));
        Written written = new Written(discretize.getDataType() == null ? DataType.STRING : discretize.getDataType());
        List<DiscretizeBin> bins = discretize.getDiscretizeBins();
        TreeSet<Double> ends = new TreeSet<>();
        List<Double> binValues = new ArrayList<>();
        for (DiscretizeBin bin : bins) {
            Ranges.check(bin.requireInterval());
            ends.add(Ranges.left(bin.requireInterval()) + 0.0);
            ends.add(Ranges.right(bin.requireInterval()) + 0.0);
            binValues.add(written.cell(bin.requireBinValue(), bin));
        }
        ends.remove(Double.NEGATIVE_INFINITY);
        ends.remove(Double.POSITIVE_INFINITY);
        double other = written.cell(discretize.getDefaultValue(), discretize);
        double missing = written.cell(discretize.getMapMissingTo(), discretize);
        double[] points = ends.stream().mapToDouble(Double::doubleValue).toArray();
        double[] values = new double[2 * points.length + 1];
        for (int piece = 0; piece < values.length; piece++) {
            values[piece] = other;
            for (int bin = 0; bin < bins.size(); bin++) { // a later bin overrules an earlier one
                if (Ranges.contains(bins.get(bin).requireInterval(), inside(points, piece))) {
                    values[piece] = binValues.get(bin);
                }
            }
        }
        for (double point : points) {
            lowering.columns().boundary(column, point);
        }
        boolean gaps = Double.isNaN(other) || (column.mayBeMissing() && Double.isNaN(missing));
        Column output = lowering.columns().place(written.column().withGaps(gaps, column.mayBeUndefined()));
        lowering.columns()
                .builder()
                .add(new Intervals(lowering.columns().index(column), output.index(), points, values, missing));
        return output;
    }

    /** A number inside a piece, see {@link Intervals}. */
    private static double inside(double[] points, int piece) {
        if (piece % 2 == 1) {
            return points[piece / 2];
        }
        if (points.length == 0) {
            return 0;
        }
        if (piece == 0) {
            return Math.nextDown(points[0]);
        }
        return Math.nextUp(points[piece / 2 - 1]);
    }

    private static Column number(PMMLObject element, Column column) {
        if (!column.isNumeric()) {
            throw Unsupported.element(
                    element, "a field of type " + column.type().value());
        }
        return column;
    }

    /** Values that a document writes for the cells of one new column. */
    static final class Written {
        private final DataType type;
        private final Map<String, Integer> codes = new LinkedHashMap<>();

        Written(DataType type) {
            this.type = type;
        }

        /** The cell of a value; null is missing. */
        double cell(Object value, PMMLObject element) {
            if (value == null) {
                return Double.NaN;
            }
            if (type != DataType.STRING) {
                return Literals.number(type, value, element);
            }
            return codes.computeIfAbsent(Literals.text(value), text -> codes.size());
        }

        /** What the column is like; to be asked when all values are known. */
        Column column() {
            return type == DataType.STRING
                    ? Column.text(Dictionary.closed(List.copyOf(codes.keySet())))
                    : Column.like(type, OpType.CATEGORICAL);
        }
    }
}
