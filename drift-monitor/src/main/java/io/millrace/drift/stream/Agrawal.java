package io.millrace.drift.stream;

import io.millrace.drift.config.Checks;

/**
 * Agrawal: nine features of people who ask for a loan, and ten functions that say who gets it (class 1: group A).
 *
 * <p>Features in this order: salary, commission, age, level of education, car, zip code, house value, years that the house is owned, loan. R. Agrawal,
 * T. Imielinski, A. Swami, "Database mining: a performance perspective", IEEE TKDE 1993. Noise turns labels round, where the paper perturbs features.
 */
public final class Agrawal implements RowStream {
    private static final int FEATURES = 9;
    private static final int FUNCTIONS = 10;

    private final int function;
    private final double noise;
    private final StreamRandom random;

    private double salary;
    private double commission;
    private double age;
    private int level;
    private double houseValue;
    private double years;
    private double loan;

    /**
     * Begins the stream.
     *
     * @param function 1 to 10
     * @param noise share of labels that are turned round, in [0, 1]
     */
    public Agrawal(int function, double noise, long seed) {
        new Checks()
                .within("function", function, 1, FUNCTIONS)
                .within("noise", noise, 0, 1)
                .done();
        this.function = function;
        this.noise = noise;
        random = new StreamRandom(seed);
    }

    @Override
    public int features() {
        return FEATURES;
    }

    @Override
    public int classes() {
        return 2;
    }

    @Override
    public int next(double[] row) {
        salary = random.uniform(20_000, 150_000);
        commission = salary >= 75_000 ? 0 : random.uniform(10_000, 75_000);
        age = random.whole(20, 80);
        level = random.whole(0, 4);
        int car = random.whole(1, 20);
        int zipCode = random.whole(0, 8);
        houseValue = (9 - zipCode) * 100_000 * random.uniform(0.5, 1.5);
        years = random.whole(1, 30);
        loan = random.uniform(0, 500_000);
        row[0] = salary;
        row[1] = commission;
        row[2] = age;
        row[3] = level;
        row[4] = car;
        row[5] = zipCode;
        row[6] = houseValue;
        row[7] = years;
        row[8] = loan;
        return isGroupA() != random.chance(noise) ? 1 : 0;
    }

    private boolean isGroupA() {
        return switch (function) {
            case 1 -> age < 40 || age >= 60;
            case 2 ->
                byAge(within(salary, 50_000, 100_000), within(salary, 75_000, 125_000), within(salary, 25_000, 75_000));
            case 3 -> byAge(level <= 1, level >= 1 && level <= 3, level >= 2);
            case 4 ->
                byAge(
                        level <= 1 ? within(salary, 25_000, 75_000) : within(salary, 50_000, 100_000),
                        (level >= 1 && level <= 3) ? within(salary, 50_000, 100_000) : within(salary, 75_000, 125_000),
                        level >= 2 ? within(salary, 50_000, 100_000) : within(salary, 25_000, 75_000));
            case 5 ->
                byAge(
                        within(salary, 50_000, 100_000)
                                ? within(loan, 100_000, 300_000)
                                : within(loan, 200_000, 400_000),
                        within(salary, 75_000, 125_000)
                                ? within(loan, 200_000, 400_000)
                                : within(loan, 300_000, 500_000),
                        within(salary, 25_000, 75_000)
                                ? within(loan, 300_000, 500_000)
                                : within(loan, 100_000, 300_000));
            case 6 ->
                byAge(
                        within(salary + commission, 50_000, 100_000),
                        within(salary + commission, 75_000, 125_000),
                        within(salary + commission, 25_000, 75_000));
            case 7 -> 2 * (salary + commission) / 3 - loan / 5 - 20_000 > 0;
            case 8 -> 2 * (salary + commission) / 3 - 5_000.0 * level - 20_000 > 0;
            case 9 -> 2 * (salary + commission) / 3 - 5_000.0 * level - loan / 5 - 10_000 > 0;
            default -> {
                double equity = years < 20 ? 0 : houseValue * (years - 20) / 10;
                yield 2 * (salary + commission) / 3 - 5_000.0 * level + equity / 5 - 10_000 > 0;
            }
        };
    }

    private boolean byAge(boolean young, boolean middle, boolean old) {
        return age < 40 ? young : age < 60 ? middle : old;
    }

    private static boolean within(double value, double low, double high) {
        return low <= value && value <= high;
    }
}
