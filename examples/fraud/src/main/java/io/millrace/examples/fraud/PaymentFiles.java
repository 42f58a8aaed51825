package io.millrace.examples.fraud;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes payments and labels as files that {@code millrace events publish} and {@code labels publish} take: {@value #PAYMENTS} with a column
 * for each field of {@code payment.avsc}, {@value #LABELS} with the truth, a minute after each payment, and {@value #ATTACKED} with what the reporters say
 * when some of them lie. Labels of a line are of the payment on the same line.
 */
public final class PaymentFiles {
    /** File of payments. */
    public static final String PAYMENTS = "payments.csv";

    /** File of true labels. */
    public static final String LABELS = "labels.csv";

    /** File of labels among which are lies. */
    public static final String ATTACKED = "labels-attacked.csv";

    /** Days until all features mean something: windows of 30 days that end a week ago. */
    public static final int WARM_UP_DAYS = 37;

    private static final long REPORTED_AFTER_MILLIS = 60_000;

    private PaymentFiles() {}

    /** A world in which one payment in 25 is a fraud: 1,000 customers, 2,000 terminals; some 1,900 payments a day. */
    public static FraudConfig smallWorld(long seed) {
        return new FraudConfig(seed, 1_000, 2_000, 5, 365, 2, 3);
    }

    /**
     * Writes the files, made new.
     *
     * @param count payments, from the first after the warm-up on; the world must last long enough
     * @throws IOException if the folder cannot be written to
     */
    public static void write(Path folder, FraudConfig world, long count, ReportersConfig reporters) throws IOException {
        Files.createDirectories(folder);
        FraudSimulator simulator = new FraudSimulator(world);
        FraudFeatures features = new FraudFeatures(world);
        double[] row = new double[FraudFeatures.NAMES.size()];
        Reporters honest = new Reporters(reporters.withoutRing(), count, world.seed());
        Reporters attacked = new Reporters(reporters, count, world.seed());
        try (Writer payments = Files.newBufferedWriter(folder.resolve(PAYMENTS));
                Writer labels = Files.newBufferedWriter(folder.resolve(LABELS));
                Writer lies = Files.newBufferedWriter(folder.resolve(ATTACKED))) {
            payments.write("payment_id,time,card," + String.join(",", FraudFeatures.NAMES) + "\n");
            labels.write("payment_id,fraud,known_at,reporter\n");
            lies.write("payment_id,fraud,known_at,reporter\n");
            long written = 0;
            while (written < count) {
                Transaction payment = simulator.next();
                features.next(payment, row);
                if (payment.day() >= WARM_UP_DAYS) {
                    write(payment, row, payments);
                    write(payment, honest, labels);
                    write(payment, attacked, lies);
                    written++;
                }
            }
        }
    }

    private static void write(Transaction payment, double[] row, Writer out) throws IOException {
        out.write("payment-" + payment.id() + "," + payment.time().toEpochMilli() + ",card-" + payment.customer());
        for (double value : row) {
            out.write("," + value);
        }
        out.write("\n");
    }

    private static void write(Transaction payment, Reporters reporters, Writer out) throws IOException {
        reporters.next();
        long known = payment.time().toEpochMilli() + REPORTED_AFTER_MILLIS;
        out.write("payment-" + payment.id() + "," + (payment.isFraud() != reporters.isLie() ? 1 : 0) + "," + known + ","
                + reporters.reporter() + "\n");
    }

    /** Writes files of a size into a folder: {@code FOLDER [PAYMENTS [SEED]]}. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 1 || arguments.length > 3) {
            throw new IllegalArgumentException(
                    "must be FOLDER [PAYMENTS [SEED]], found " + arguments.length + " arguments");
        }
        long count = arguments.length > 1 ? Long.parseLong(arguments[1]) : 30_000;
        long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : 1;
        write(Path.of(arguments[0]), smallWorld(seed), count, ReportersConfig.DEFAULTS);
    }
}
