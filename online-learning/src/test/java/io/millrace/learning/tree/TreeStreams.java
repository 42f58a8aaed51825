package io.millrace.learning.tree;

import io.millrace.learning.FeatureVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Seeded streams that trees are tried on, written from their papers: SEA (W. N. Street, Y. Kim, KDD 2001) and Agrawal (R. Agrawal, T. Imielinski,
 * A. Swami, IEEE TKDE 1993, functions 1 to 3 without noise). record_trees.py makes the same numbers.
 */
final class TreeStreams {
    record Example(FeatureVector row, int label) {}

    private TreeStreams() {}

    static List<Example> named(String name) {
        List<Example> examples = new ArrayList<>();
        switch (name) {
            case "sea" -> {
                Random random = new Random(1);
                for (int i = 0; i < 10_000; i++) {
                    examples.add(sea(random, 9, 0.1));
                }
            }
            case "agrawal" -> {
                Random random = new Random(2);
                for (int i = 0; i < 20_000; i++) {
                    examples.add(agrawal(random, 2));
                }
            }
            case "agrawal-drift" -> {
                Random random = new Random(3);
                for (int i = 0; i < 30_000; i++) {
                    examples.add(agrawal(random, 1 + i / 10_000));
                }
            }
            default -> throw new IllegalArgumentException(name);
        }
        return examples;
    }

    static Example sea(Random random, double threshold, double noise) {
        double[] x = {uniform(random, 0, 10), uniform(random, 0, 10), uniform(random, 0, 10)};
        int label = x[0] + x[1] <= threshold ? 1 : 0;
        return new Example(FeatureVector.of(x), random.nextDouble() < noise ? 1 - label : label);
    }

    /** Function 1 asks for the age, 2 for age and salary, 3 for age and level of education. */
    static Example agrawal(Random random, int function) {
        double salary = uniform(random, 20_000, 150_000);
        double commission = salary >= 75_000 ? 0 : uniform(random, 10_000, 75_000);
        double age = integer(random, 20, 80);
        double level = integer(random, 0, 4);
        double car = integer(random, 1, 20);
        double zipCode = integer(random, 0, 8);
        double houseValue = (9 - zipCode) * 100_000 * uniform(random, 0.5, 1.5);
        double years = integer(random, 1, 30);
        double loan = uniform(random, 0, 500_000);
        int band = age < 40 ? 0 : age < 60 ? 1 : 2;
        double[][] salaries = {{50_000, 100_000}, {75_000, 125_000}, {25_000, 75_000}};
        double[][] levels = {{0, 1}, {1, 3}, {2, 4}};
        boolean label =
                switch (function) {
                    case 1 -> band != 1;
                    case 2 -> salaries[band][0] <= salary && salary <= salaries[band][1];
                    case 3 -> levels[band][0] <= level && level <= levels[band][1];
                    default -> throw new IllegalArgumentException("function " + function);
                };
        return new Example(
                FeatureVector.of(salary, commission, age, level, car, zipCode, houseValue, years, loan), label ? 1 : 0);
    }

    private static double uniform(Random random, double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    private static double integer(Random random, int low, int high) {
        return Math.floor(uniform(random, low, high + 1));
    }
}
