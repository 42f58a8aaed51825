package io.millrace.model.compiled.program;

/** Functions of two numbers, for {@link Binary}. Truth values are 0 and 1; comparisons with NaN are false. */
public enum BinaryOperation {
    /** x + y. */
    ADD {
        @Override
        public double of(double x, double y) {
            return x + y;
        }
    },
    /** x - y. */
    SUBTRACT {
        @Override
        public double of(double x, double y) {
            return x - y;
        }
    },
    /** x * y. */
    MULTIPLY {
        @Override
        public double of(double x, double y) {
            return x * y;
        }
    },
    /** x / y. */
    DIVIDE {
        @Override
        public double of(double x, double y) {
            return x / y;
        }
    },
    /** x to the y. */
    POWER {
        @Override
        public double of(double x, double y) {
            return y == 2 ? x * x : Math.pow(x, y);
        }
    },
    /** The lesser one; NaN if one is. */
    MINIMUM {
        @Override
        public double of(double x, double y) {
            return Math.min(x, y);
        }
    },
    /** The greater one; NaN if one is. */
    MAXIMUM {
        @Override
        public double of(double x, double y) {
            return Math.max(x, y);
        }
    },
    /** x = y. */
    EQUAL {
        @Override
        public double of(double x, double y) {
            return x == y ? 1 : 0;
        }
    },
    /** x &lt; y. */
    LESS {
        @Override
        public double of(double x, double y) {
            return x < y ? 1 : 0;
        }
    },
    /** x &le; y. */
    LESS_OR_EQUAL {
        @Override
        public double of(double x, double y) {
            return x <= y ? 1 : 0;
        }
    },
    /** x &gt; y. */
    GREATER {
        @Override
        public double of(double x, double y) {
            return x > y ? 1 : 0;
        }
    },
    /** x &ge; y. */
    GREATER_OR_EQUAL {
        @Override
        public double of(double x, double y) {
            return x >= y ? 1 : 0;
        }
    },
    /** Both. */
    AND {
        @Override
        public double of(double x, double y) {
            return x != 0 && y != 0 ? 1 : 0;
        }
    },
    /** At least one. */
    OR {
        @Override
        public double of(double x, double y) {
            return x != 0 || y != 0 ? 1 : 0;
        }
    },
    /** Exactly one. */
    EXCLUSIVE_OR {
        @Override
        public double of(double x, double y) {
            return x != 0 ^ y != 0 ? 1 : 0;
        }
    };

    /** The function's value. */
    public abstract double of(double x, double y);
}
