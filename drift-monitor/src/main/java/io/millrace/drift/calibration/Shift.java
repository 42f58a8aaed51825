package io.millrace.drift.calibration;

import io.millrace.drift.profile.CategoricalWindow;
import io.millrace.drift.profile.FeatureWindow;
import io.millrace.drift.profile.NumericWindow;
import java.util.Arrays;
import java.util.List;

/** A fault that is injected into a feature, to see how soon it is found. */
public enum Shift {
    /** Numbers become greater by half of the reference's standard deviation. */
    HALF_DEVIATION("+0.5 std", true),
    /** Numbers become greater by the reference's standard deviation. */
    ONE_DEVIATION("+1 std", true),
    /** The reference's most frequent text gets another name. */
    RENAMED("most frequent renamed", false),
    /** The reference's most frequent text takes the place of the second. */
    MERGED("second becomes first", false);

    private final String words;
    private final boolean numeric;

    Shift(String words, boolean numeric) {
        this.words = words;
        this.numeric = numeric;
    }

    /** What it does, for people. */
    public String words() {
        return words;
    }

    /** Those that fit a feature. */
    static List<Shift> of(FeatureWindow reference) {
        boolean numbers = reference instanceof NumericWindow;
        return Arrays.stream(values()).filter(shift -> shift.numeric == numbers).toList();
    }

    /** Counts rows with the fault. */
    void fill(Recording recording, FeatureWindow reference, FeatureWindow window, int from, int to) {
        if (window instanceof NumericWindow into) {
            double std = ((NumericWindow) reference).std();
            double by = this == HALF_DEVIATION ? std / 2 : std;
            recording.fill(into, from, to, value -> value + by);
        } else if (window instanceof CategoricalWindow into) {
            List<String> names = into.layout().categories();
            String first = names.isEmpty() ? "" : names.get(0);
            String second = names.size() > 1 ? names.get(1) : first;
            recording.fill(
                    into,
                    from,
                    to,
                    this == RENAMED
                            ? text -> first.equals(text) ? "renamed" : text
                            : text -> second.equals(text) ? first : text);
        }
    }
}
