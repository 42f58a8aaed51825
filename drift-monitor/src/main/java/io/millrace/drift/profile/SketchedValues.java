package io.millrace.drift.profile;

import io.millrace.drift.distribution.EmpiricalDistribution;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.datasketches.common.SketchesArgumentException;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.memory.Memory;
import org.apache.datasketches.quantilescommon.DoublesSketchSortedView;

/** A KLL sketch (Karnin, Lang, Liberty 2016; Apache DataSketches), in heap memory. */
final class SketchedValues implements ValueStore {
    private KllDoublesSketch sketch = KllDoublesSketch.newHeapInstance(NumericWindow.SKETCH_K);

    @Override
    public void add(double value) {
        sketch.update(value + 0.0); // -0.0 and 0.0 are one value
    }

    @Override
    public void merge(ValueStore other) {
        sketch.merge(((SketchedValues) other).sketch);
    }

    @Override
    public void clear() {
        sketch.reset();
    }

    @Override
    public EmpiricalDistribution distribution() {
        if (sketch.isEmpty()) {
            return EmpiricalDistribution.of();
        }
        DoublesSketchSortedView view = sketch.getSortedView();
        return EmpiricalDistribution.ofSorted(view.getQuantiles(), view.getCumulativeWeights());
    }

    @Override
    public void writeTo(DataOutput out) throws IOException {
        byte[] bytes = sketch.toByteArray();
        Wire.writeCount(out, bytes.length);
        out.write(bytes);
    }

    @Override
    public void readBody(DataInput in) throws IOException {
        byte[] bytes = new byte[Wire.readLength(in, FeatureWindow.MOST_BYTES, "sketch")];
        in.readFully(bytes);
        try {
            sketch = KllDoublesSketch.heapify(Memory.wrap(bytes));
        } catch (SketchesArgumentException | IndexOutOfBoundsException e) {
            throw new IOException("sketch must be a KLL sketch of doubles: " + e.getMessage(), e);
        }
    }
}
