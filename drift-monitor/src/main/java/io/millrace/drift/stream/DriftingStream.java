package io.millrace.drift.stream;

import io.millrace.drift.config.Checks;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Concepts that follow one another: a drift begins at each multiple of {@code period} rows, and takes {@code length} rows, during which each row is of the old or
 * the new concept by chance; length 0 is abrupt. After the last concept comes the first.
 *
 * <p>Each stretch has a fresh stream, with a seed of its own, so that a concept that comes back does not repeat its rows.
 */
public final class DriftingStream implements RowStream {
    private final List<LongFunction<RowStream>> concepts;
    private final long period;
    private final long length;
    private final Blend blend;
    private final long seed;
    private final StreamRandom random;
    private RowStream before;
    private RowStream now;
    private long rows;

    /**
     * Begins the stream.
     *
     * @param concepts makers of streams by seed, at least one, all of as many features and classes
     * @param period rows from the start of a drift to that of the next, at least 1
     * @param length rows that a drift takes, in [0, period]
     */
    public DriftingStream(List<LongFunction<RowStream>> concepts, long period, long length, Blend blend, long seed) {
        new Checks()
                .require(!concepts.isEmpty(), "concepts", "must be at least one", concepts.size())
                .within("period", period, 1, Long.MAX_VALUE)
                .within("length", length, 0, period)
                .done();
        this.concepts = List.copyOf(concepts);
        this.period = period;
        this.length = length;
        this.blend = blend;
        this.seed = seed;
        random = new StreamRandom(seed);
        now = stretch(0);
        before = now;
    }

    private RowStream stretch(long number) {
        RowStream stream = concepts.get((int) (number % concepts.size())).apply(seed * 1_000_003 + number + 1);
        if (now != null && (stream.features() != now.features() || stream.classes() != now.classes())) {
            throw new IllegalArgumentException("concepts must have " + now.features() + " features and " + now.classes()
                    + " classes, found " + stream.features() + " and " + stream.classes());
        }
        return stream;
    }

    @Override
    public int features() {
        return now.features();
    }

    @Override
    public int classes() {
        return now.classes();
    }

    @Override
    public int next(double[] row) {
        long place = rows % period;
        if (place == 0 && rows > 0) {
            before = now;
            now = stretch(rows / period);
        }
        boolean drifting = rows >= period && place < length;
        rows++;
        return drifting && !random.chance(blend.share((double) place / length)) ? before.next(row) : now.next(row);
    }
}
