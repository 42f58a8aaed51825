package io.millrace.examples.fraud;

import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes the trusted examples that no reporter can touch: payments of another world with the truth about each, all frauds of ten days and each tenth of the others, as by rank
 * it does not matter how many there are of either. Written by {@code main}; the README has the command.
 */
final class HoldoutFile {
    private static final long SEED = 2019;
    private static final int DAYS = 10;
    private static final int EACH = 10;
    /** More digits say nothing here. */
    private static final MathContext DIGITS = new MathContext(5);

    private HoldoutFile() {}

    /** Writes {@code holdout.csv} into the folder given. */
    public static void main(String[] arguments) throws IOException {
        FraudConfig world = PaymentFiles.smallWorld(SEED);
        FraudFeatures features = new FraudFeatures(world);
        FraudSimulator simulator = new FraudSimulator(world);
        double[] values = new double[FraudFeatures.NAMES.size()];
        try (Writer out = Files.newBufferedWriter(Path.of(arguments[0]).resolve("holdout.csv"))) {
            out.write("fraud," + String.join(",", FraudFeatures.NAMES) + "\n");
            for (Transaction payment = simulator.next();
                    payment.day() < PaymentFiles.WARM_UP_DAYS + DAYS;
                    payment = simulator.next()) {
                features.next(payment, values);
                if (payment.day() >= PaymentFiles.WARM_UP_DAYS && (payment.isFraud() || payment.id() % EACH == 0)) {
                    out.write(payment.isFraud() ? "1" : "0");
                    for (double value : values) {
                        out.write(","
                                + new BigDecimal(value)
                                        .round(DIGITS)
                                        .stripTrailingZeros()
                                        .toPlainString());
                    }
                    out.write("\n");
                }
            }
        }
    }
}
