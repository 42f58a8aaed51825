package io.millrace.drift.detector;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Mean and standard deviation of the first values, which a chart takes for the normal state (Welford's sums). */
final class NormalValues {
    private final int least;
    private long count;
    private double mean;
    private double squares;

    NormalValues(int least) {
        this.least = least;
    }

    /** Whether values are still needed: there were too few, or all were equal, so that nothing tells what is far from the mean. */
    boolean isLearning() {
        return count < least || squares == 0;
    }

    void learn(double value) {
        count++;
        double apart = value - mean;
        mean += apart / count;
        squares += apart * (value - mean);
    }

    /** How many sample standard deviations a value lies above the mean. */
    double standardised(double value) {
        return (value - mean) / Math.sqrt(squares / (count - 1));
    }

    void clear() {
        count = 0;
        mean = 0;
        squares = 0;
    }

    void writeTo(DataOutput out) throws IOException {
        out.writeLong(count);
        out.writeDouble(mean);
        out.writeDouble(squares);
    }

    void readFrom(DataInput in) throws IOException {
        count = SequentialDetector.readCount(in, "normal values");
        mean = in.readDouble();
        squares = in.readDouble();
    }
}
