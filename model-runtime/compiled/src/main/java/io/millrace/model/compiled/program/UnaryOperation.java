package io.millrace.model.compiled.program;

/** Functions of one number, for {@link Unary}. Truth values are 0 and 1. */
public enum UnaryOperation {
    /** The number itself; of use with rounding to single precision. */
    IDENTITY {
        @Override
        public double of(double x) {
            return x;
        }
    },
    /** Without its sign. */
    ABSOLUTE {
        @Override
        public double of(double x) {
            return Math.abs(x);
        }
    },
    /** With the other sign. */
    NEGATE {
        @Override
        public double of(double x) {
            return -x;
        }
    },
    /** 1 / x. */
    RECIPROCAL {
        @Override
        public double of(double x) {
            return 1 / x;
        }
    },
    /** e to the x. */
    EXPONENTIAL {
        @Override
        public double of(double x) {
            return Math.exp(x);
        }
    },
    /** Natural logarithm. */
    LOGARITHM {
        @Override
        public double of(double x) {
            return Math.log(x);
        }
    },
    /** Square root. */
    SQUARE_ROOT {
        @Override
        public double of(double x) {
            return Math.sqrt(x);
        }
    },
    /** Logistic function 1 / (1 + e<sup>-x</sup>). */
    LOGISTIC {
        @Override
        public double of(double x) {
            return 1 / (1 + Math.exp(-x));
        }
    },
    /** Hyperbolic tangent. */
    HYPERBOLIC_TANGENT {
        @Override
        public double of(double x) {
            return Math.tanh(x);
        }
    },
    /**
     * Quantile of the normal distribution as ONNX Runtime computes it: by Winitzki's approximation of the inverse error
     * function, in single precision.
     */
    PROBIT {
        @Override
        public double of(double x) {
            float y = 2 * (float) x - 1;
            float logarithm = (float) Math.log((1 - y) * (1 + y));
            float a = 2 / ((float) Math.PI * 0.147f) + 0.5f * logarithm;
            float b = 1 / 0.147f * logarithm;
            float inverse = (float) Math.sqrt(-a + (float) Math.sqrt(a * a - b));
            return (float) Math.sqrt(2) * (y < 0 ? -inverse : inverse);
        }
    },
    /** Greatest whole number that is not greater. */
    FLOOR {
        @Override
        public double of(double x) {
            return Math.floor(x);
        }
    },
    /** Least whole number that is not less. */
    CEILING {
        @Override
        public double of(double x) {
            return Math.ceil(x);
        }
    },
    /** Nearest whole number, the even one of two. */
    ROUND_HALF_EVEN {
        @Override
        public double of(double x) {
            return Math.rint(x);
        }
    },
    /** -1, 0 or 1. */
    SIGN {
        @Override
        public double of(double x) {
            return Math.signum(x);
        }
    },
    /** As a whole number of 64 bits, cut towards zero; what does not fit, NaN included, is the least one, as on x86. */
    TO_LONG {
        @Override
        public double of(double x) {
            return x >= -0x1p63 && x < 0x1p63 ? (long) x : -0x1p63;
        }
    },
    /** Likewise with 32 bits. */
    TO_INT {
        @Override
        public double of(double x) {
            return x > -0x1p31 - 1 && x < 0x1p31 ? (int) x : -0x1p31;
        }
    },
    /** Cut towards zero to a whole number; NaN and infinities stay. */
    TRUNCATE {
        @Override
        public double of(double x) {
            return x < 0 ? Math.ceil(x) : Math.floor(x);
        }
    },
    /** Whether it is anything but 0; NaN is. */
    TO_BOOLEAN {
        @Override
        public double of(double x) {
            return x != 0 ? 1 : 0;
        }
    },
    /** Whether it is 0: the opposite of a truth value. */
    NOT {
        @Override
        public double of(double x) {
            return x == 0 ? 1 : 0;
        }
    },
    /** Whether it is NaN. */
    IS_NAN {
        @Override
        public double of(double x) {
            return Double.isNaN(x) ? 1 : 0;
        }
    };

    /** The function's value. */
    public abstract double of(double x);
}
