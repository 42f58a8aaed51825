package io.millrace.learning.combine;

import io.millrace.learning.Learner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Parts that become one, with what each counts: its share of the examples learned since the common base. Parts that have learned
 * nothing are not among them; if that is all of them, the base is the only one. The shares add up to 1.
 *
 * @param <P> learners, or corresponding pieces of them
 */
public final class Shares<P> {
    private final P base;
    private final List<P> parts;
    private final double[] shares;
    private final long examples;

    private Shares(P base, List<P> parts, double[] shares, long examples) {
        this.base = base;
        this.parts = parts;
        this.shares = shares;
        this.examples = examples;
    }

    /**
     * Shares of these parts.
     *
     * @throws IllegalArgumentException if a part has another configuration or dimension than {@code base}, or fewer examples
     */
    public static <L extends Learner> Shares<L> since(L base, List<? extends L> parts) {
        List<L> taught = new ArrayList<>();
        double learned = 0;
        for (L part : parts) {
            requireTwin(base, part);
            requireGoesOn(base, part);
            if (part.examples() > base.examples()) {
                taught.add(part);
                learned += part.examples() - base.examples();
            }
        }
        if (taught.isEmpty()) {
            return new Shares<>(base, List.of(base), new double[] {1}, base.examples());
        }
        double[] shares = new double[taught.size()];
        long examples = base.examples();
        for (int i = 0; i < shares.length; i++) {
            long own = taught.get(i).examples() - base.examples();
            shares[i] = own / learned;
            examples += own;
        }
        return new Shares<>(base, List.copyOf(taught), shares, examples);
    }

    /**
     * Learners that are combined must be of one kind.
     *
     * @throws IllegalArgumentException if configuration or dimension differ
     */
    public static void requireTwin(Learner learner, Learner other) {
        if (learner.dimension() != other.dimension()) {
            throw new IllegalArgumentException(
                    "must have " + learner.dimension() + " features, found " + other.dimension());
        }
        if (!learner.config().equals(other.config())) {
            throw new IllegalArgumentException("must be " + learner.config() + ", found " + other.config());
        }
    }

    /**
     * Learners that are combined, and the one that becomes what they are, must be of one kind, and the parts go on from the base.
     *
     * @throws IllegalArgumentException if a configuration or dimension differs, or a part has fewer examples than {@code base}
     */
    public static void requireTwins(Learner target, Learner base, List<? extends Learner> parts) {
        requireTwin(target, base);
        for (Learner part : parts) {
            requireTwin(base, part);
            requireGoesOn(base, part);
        }
    }

    private static void requireGoesOn(Learner base, Learner part) {
        if (part.examples() < base.examples()) {
            throw new IllegalArgumentException(
                    "must go on from " + base.examples() + " examples, found a part with " + part.examples());
        }
    }

    /** Examples of all: those of the base and what each part has learned since. */
    public long examples() {
        return examples;
    }

    /** What the parts went on from. */
    public P base() {
        return base;
    }

    /** The parts that have learned something; the base, if there are none. */
    public List<P> parts() {
        return parts;
    }

    /** The part that counts for all, if there is one such. */
    public Optional<P> single() {
        return parts.size() == 1 ? Optional.of(parts.get(0)) : Optional.empty();
    }

    /** The same shares of a piece of each part. */
    public <Q> Shares<Q> of(Function<P, Q> piece) {
        return new Shares<>(piece.apply(base), parts.stream().map(piece).toList(), shares, examples);
    }

    /** Mean of a number. */
    public double mean(ToDoubleFunction<P> number) {
        double mean = shares[0] * number.applyAsDouble(parts.get(0));
        for (int i = 1; i < shares.length; i++) {
            mean += shares[i] * number.applyAsDouble(parts.get(i));
        }
        return mean;
    }

    /** Writes the mean of an array, number by number, into {@code mean}, which is none of the arrays. A single part's array comes out bit by bit. */
    public void mean(Function<P, double[]> array, double[] mean) {
        double[] first = array.apply(parts.get(0));
        if (parts.size() == 1) {
            System.arraycopy(first, 0, mean, 0, mean.length);
            return;
        }
        double firstShare = shares[0];
        for (int j = 0; j < mean.length; j++) {
            mean[j] = firstShare * first[j];
        }
        for (int i = 1; i < shares.length; i++) {
            double[] next = array.apply(parts.get(i));
            double share = shares[i];
            for (int j = 0; j < mean.length; j++) {
                mean[j] += share * next[j];
            }
        }
    }

    /** The base's number and what each part has added to it. */
    public double sum(ToDoubleFunction<P> number) {
        double before = number.applyAsDouble(base);
        double sum = before;
        for (P part : parts) {
            sum += number.applyAsDouble(part) - before;
        }
        return sum;
    }

    /** A piece of a part and what it counts. */
    @FunctionalInterface
    public interface Visitor<P> {
        /** Takes a part with its share, in (0, 1]. */
        void visit(P part, double share);
    }

    /** Visits the parts in order. */
    public void forEach(Visitor<P> visitor) {
        for (int i = 0; i < shares.length; i++) {
            visitor.visit(parts.get(i), shares[i]);
        }
    }
}
