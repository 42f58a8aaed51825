package io.millrace.examples.fraud;

/**
 * Who says afterwards whether a payment was a fraud, and who of them lies.
 *
 * @param honest reporters who tell the truth, &gt;= 1
 * @param ring reporters who belong to a ring, &gt;= 0
 * @param from the share of all payments after which the ring says the contrary of the truth, in [0, 1]; until then it is honest
 * @param busy how many times as much as the honest one of the ring reports while it lies, &gt; 0
 */
public record ReportersConfig(int honest, int ring, double from, double busy) {
    /** 190 honest ones and a ring of 10 who lie from half way on, 40 times as busy: two thirds of all labels are false then. */
    public static final ReportersConfig DEFAULTS = new ReportersConfig(190, 10, 0.5, 40);

    /** Refuses values outside their ranges. */
    public ReportersConfig {
        if (honest < 1 || ring < 0 || !(from >= 0 && from <= 1) || !(busy > 0 && busy < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("must be reporters that can be: honest=" + honest + ", ring=" + ring
                    + ", from=" + from + ", busy=" + busy);
        }
    }

    /** All honest, as many of them. */
    public ReportersConfig withoutRing() {
        return new ReportersConfig(honest + ring, 0, from, busy);
    }
}
