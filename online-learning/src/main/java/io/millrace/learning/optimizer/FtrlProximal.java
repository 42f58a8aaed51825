package io.millrace.learning.optimizer;

import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;

/**
 * Follow the regularised leader, proximal: rates of their own for each weight as in {@link AdaGrad}, and an l1 penalty that yields
 * weights of exactly 0. McMahan et al. 2013, <i>Ad click prediction: a view from the trenches</i>, algorithm 1.
 *
 * <p>Each weight with its gradient g: σ = (√(n+g²) − √n)/α; z += g − σ·w; n += g²; then w = 0 if |z| ≤ l1, else w = (sgn(z)·l1 −
 * z)/((β+√n)/α + l2).
 *
 * @param alpha &gt; 0, scales the rates; the rate of a weight begins at about α/β
 * @param beta &gt;= 0
 * @param l1 &gt;= 0
 * @param l2 &gt;= 0
 * @param order when a weight is computed anew
 */
public record FtrlProximal(double alpha, double beta, double l1, double l2, Order order) implements Optimizer {
    /** When a weight is computed from z and n. */
    public enum Order {
        /** After the gradient was added, as in the paper's loop and in Flink ML. */
        GRADIENT_FIRST,
        /**
         * Before the gradient is added, so that weights lag one row behind, and a weight stays as it is while |z| ≤ l1: as in River, for
         * parity.
         */
        RIVER;

        /** Reads the name of an order. */
        public static Order read(SnapshotInput in) {
            String name = in.text();
            for (Order order : values()) {
                if (order.name().equals(name)) {
                    return order;
                }
            }
            throw new SnapshotException("must be an order of FTRL, found " + name);
        }
    }

    /** α 0.05, β 1, l1 0, l2 1: River's defaults, in the order of the paper. */
    public static final FtrlProximal DEFAULTS = new FtrlProximal(0.05, 1, 0, 1, Order.GRADIENT_FIRST);

    static final String NAME = "ftrl-proximal";

    /** Checks the values. */
    public FtrlProximal {
        new Checks()
                .positive("alpha", alpha)
                .notNegative("beta", beta)
                .notNegative("l1", l1)
                .notNegative("l2", l2)
                .require(order != null, "order", "must be there", order)
                .done();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public OptimizerState newState(int dimension) {
        return new FtrlProximalState(this, new double[2 * dimension]);
    }

    @Override
    public void writeTo(SnapshotOutput out) {
        out.text(NAME);
        out.number(alpha);
        out.number(beta);
        out.number(l1);
        out.number(l2);
        out.text(order.name());
    }
}
