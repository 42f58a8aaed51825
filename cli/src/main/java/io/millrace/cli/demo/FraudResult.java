package io.millrace.cli.demo;

import io.millrace.cli.demo.FraudRun.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a ring of liars did to a learner of card fraud.
 *
 * @param payments that were sent, in each of the runs
 * @param lies how many labels were false
 * @param clean everybody was honest, and believed
 * @param unfiltered the ring lied and was believed
 * @param filtered the ring lied, and the admission filter stood before the learner
 */
record FraudResult(long payments, long lies, Outcome clean, Outcome unfiltered, Outcome filtered)
        implements DemoReport {
    private static final int BAR = 24;

    @Override
    public boolean isFine() {
        return runs().allMatch(run -> run.accountingGap() == 0);
    }

    private Stream<Outcome> runs() {
        return Stream.of(clean, unfiltered, filtered);
    }

    @Override
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("demo", "fraud");
        json.put("payments", payments);
        json.put("lies", lies);
        json.put("auc", of(clean.auc(), unfiltered.auc(), filtered.auc()));
        json.put("swaps", of(clean.swaps(), unfiltered.swaps(), filtered.swaps()));
        json.put("withoutModel", of(clean.withoutModel(), unfiltered.withoutModel(), filtered.withoutModel()));
        json.put("accountingGap", runs().mapToLong(Outcome::accountingGap).sum());
        List<Object> tenths = new ArrayList<>();
        for (int i = 0; i < FraudAnswers.PARTS; i++) {
            tenths.add(of(
                    clean.aucs().get(i),
                    unfiltered.aucs().get(i),
                    filtered.aucs().get(i)));
        }
        json.put("tenths", tenths);
        return json;
    }

    private static Map<String, Object> of(Object clean, Object unfiltered, Object filtered) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("clean", clean);
        json.put("attackedUnfiltered", unfiltered);
        json.put("attackedFiltered", filtered);
        return json;
    }

    @Override
    public List<String> summary(boolean plot) {
        List<String> lines = new ArrayList<>();
        lines.add(format(
                isFine()
                        ? "%,d payments, each answered exactly once, in each of three runs"
                        : "%,d payments, but NOT each answered exactly once in each of three runs",
                payments));
        lines.add(format("  AUC of the answers to the last %d %% of the payments:", 10 * FraudAnswers.JUDGED));
        lines.add(format("    everybody is honest                    %.4f", clean.auc()));
        lines.add(format("    a ring lies, %,6d labels are false, no filter %.4f", lies, unfiltered.auc()));
        lines.add(format("    the same ring, admission filter        %.4f", filtered.auc()));
        lines.add(format(
                "  other models came to serve %d, %d and %d times",
                clean.swaps(), unfiltered.swaps(), filtered.swaps()));
        if (plot) {
            addPlot(lines);
        }
        return lines;
    }

    private void addPlot(List<String> lines) {
        lines.add("");
        lines.add(format("  payments       %-32s%-32s%s", "honest", "ring, no filter", "ring, filter"));
        for (int i = 0; i < FraudAnswers.PARTS; i++) {
            lines.add(format(
                    "  %3d to %3d %%   %-32s%-32s%s",
                    10 * i,
                    10 * (i + 1),
                    bar(clean.aucs().get(i)),
                    bar(unfiltered.aucs().get(i)),
                    bar(filtered.aucs().get(i))));
        }
    }

    /** From 0.5, which is what guessing reaches. */
    private static String bar(double auc) {
        int length = (int) Math.round(Math.max(0, auc - 0.5) * 2 * BAR);
        return format("%.3f ", auc) + "█".repeat(length);
    }

    private static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }
}
