package io.millrace.model.compiled.pmml;

import java.util.BitSet;

/**
 * What is known of the fields on the way to a node: enough to leave out a test that can have one outcome only, above all
 * whether a value that was tested before can still be missing. Immutable; the newest fact about a column holds.
 */
final class Facts {
    /** Nothing but what columns say of themselves. */
    static final Facts NONE = new Facts(null, -1, null);

    private final Facts older;
    private final int column;
    private final Fact fact;

    private Facts(Facts older, int column, Fact fact) {
        this.older = older;
        this.column = column;
        this.fact = fact;
    }

    /**
     * One column's fact.
     *
     * @param mayBeMissing whether it can be missing
     * @param mayBePresent whether it can be there
     * @param mayBeUndefined whether it can be undefined
     * @param above a number that is there is greater
     * @param upTo a number that is there is not greater
     * @param codes codes that a text that is there can have
     * @param otherCodes whether it can have others besides; true for numbers
     */
    record Fact(
            boolean mayBeMissing,
            boolean mayBePresent,
            boolean mayBeUndefined,
            double above,
            double upTo,
            BitSet codes,
            boolean otherCodes) {

        Fact missing(boolean value) {
            return new Fact(value, mayBePresent, mayBeUndefined, above, upTo, codes, otherCodes);
        }

        Fact onlyMissing() {
            return new Fact(true, false, mayBeUndefined, above, upTo, codes, otherCodes);
        }

        Fact defined() {
            return new Fact(mayBeMissing, mayBePresent, false, above, upTo, codes, otherCodes);
        }

        Fact atMost(double bound) {
            return new Fact(
                    mayBeMissing, mayBePresent, mayBeUndefined, above, Math.min(upTo, bound), codes, otherCodes);
        }

        Fact moreThan(double bound) {
            return new Fact(
                    mayBeMissing, mayBePresent, mayBeUndefined, Math.max(above, bound), upTo, codes, otherCodes);
        }

        Fact among(BitSet set) {
            BitSet both = (BitSet) codes.clone();
            if (otherCodes) {
                both.or(set);
            }
            both.and(set);
            return new Fact(mayBeMissing, mayBePresent, mayBeUndefined, above, upTo, both, false);
        }

        Fact notAmong(BitSet set) {
            BitSet rest = (BitSet) codes.clone();
            rest.andNot(set);
            return new Fact(mayBeMissing, mayBePresent, mayBeUndefined, above, upTo, rest, otherCodes);
        }

        /** Whether a text that is there must be in the set. */
        boolean isWithin(BitSet set) {
            BitSet outside = (BitSet) codes.clone();
            outside.andNot(set);
            return !otherCodes && outside.isEmpty();
        }

        /** Whether a text that is there cannot be in the set. */
        boolean isOutside(BitSet set) {
            return !otherCodes && !codes.intersects(set);
        }
    }

    /** What is known of a column. */
    Fact of(Column wanted) {
        for (Facts facts = this; facts.older != null; facts = facts.older) {
            if (facts.column == wanted.index()) {
                return facts.fact;
            }
        }
        BitSet codes = new BitSet();
        boolean otherCodes = true;
        if (wanted.isText() && !wanted.texts().isOpen()) {
            codes.set(0, wanted.texts().texts().size());
            otherCodes = false;
        }
        return new Fact(
                wanted.mayBeMissing(),
                true,
                wanted.mayBeUndefined(),
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                codes,
                otherCodes);
    }

    Facts with(Column about, Fact newest) {
        return new Facts(this, about.index(), newest);
    }
}
