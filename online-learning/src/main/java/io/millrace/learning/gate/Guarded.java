package io.millrace.learning.gate;

import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** A contestant made of functions, which its guard may freeze. */
record Guarded<R>(
        String name,
        LongSupplier count,
        DivergenceGuard guard,
        Supplier<byte[]> state,
        Function<byte[], CandidateScorer<R>> reader)
        implements Contestant<R> {
    @Override
    public long examples() {
        return count.getAsLong();
    }

    @Override
    public boolean isFrozen() {
        return guard.isFrozen();
    }

    @Override
    public byte[] snapshot() {
        return state.get();
    }

    @Override
    public CandidateScorer<R> restore(byte[] snapshot) {
        return reader.apply(snapshot);
    }
}
