package io.millrace.cli.demo;

import io.millrace.model.ModelId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What came of a demonstration.
 *
 * @param model the model that answered
 * @param events events published
 * @param predictions answers by the model
 * @param fallbacks answers by the slot's fallback value
 * @param deadLetters events set aside
 * @param accountingGap events without exactly one answer: 0, or something is wrong
 * @param answers how good the predictions were, against the labels
 * @param qualityByModel the same for each model, by its name and version
 * @param answersByModel predictions of each model
 * @param swap the swap in the middle; null: there was none
 * @param swaps how often another model came to serve, that one and those that were learned
 * @param firstOffsets first offset of each partition that the model of the swap answered
 * @param wrongVersions predictions by a version that was not decided for them: 0, or something is wrong
 * @param learning what was learned; null: nothing was to be
 * @param drift what was found; null: nothing was watched
 * @param eventsPerSecond from the first event sent to the last answer read
 * @param latencyP50Ms median time from an event sent to its answer read, committed
 * @param latencyP99Ms the 99th percentile of it
 * @param firstPredictionSeconds from the start of the command to the first answer read
 */
record DemoResult(
        ModelId model,
        long events,
        long predictions,
        long fallbacks,
        long deadLetters,
        long accountingGap,
        MonthlyQuality answers,
        Map<String, BinaryQuality> qualityByModel,
        Map<String, Long> answersByModel,
        DemoSwap swap,
        int swaps,
        Map<Integer, Long> firstOffsets,
        long wrongVersions,
        DemoLearning learning,
        DemoDrift drift,
        double eventsPerSecond,
        long latencyP50Ms,
        long latencyP99Ms,
        double firstPredictionSeconds)
        implements DemoReport {

    private static final int BINS = 10;
    private static final double BAR_BEGINS = 0.35;
    private static final int BAR_LENGTH = 100;

    @Override
    public boolean isFine() {
        return accountingGap == 0 && wrongVersions == 0;
    }

    private BinaryQuality quality() {
        return answers.total();
    }

    @Override
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("demo", "flights");
        json.put("model", model.toString());
        json.put("events", events);
        json.put("predictions", predictions);
        json.put("deadLetters", deadLetters);
        json.put("fallbacks", fallbacks);
        json.put("accountingGap", accountingGap);
        json.put("auc", quality().auc());
        json.put("logLoss", quality().logLoss());
        json.put("noSkillLogLoss", quality().noSkillLogLoss());
        json.put("eventsPerSecond", eventsPerSecond);
        Map<String, Object> latency = new LinkedHashMap<>();
        latency.put("p50", latencyP50Ms);
        latency.put("p99", latencyP99Ms);
        json.put("latencyMs", latency);
        json.put("firstPredictionSeconds", firstPredictionSeconds);
        json.put("swaps", swaps);
        json.put("wrongVersions", wrongVersions);
        if (swap != null) {
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("from", swap.from().toString());
            details.put("to", swap.to().toString());
            details.put("effectiveFrom", swap.effectiveFrom().toString());
            details.put("positions", firstOffsets);
            details.put("millis", swap.millis());
            json.put("swap", details);
        }
        if (drift != null) {
            json.put("drift", drift.json());
        }
        if (learning != null) {
            json.put("labelsJoined", learning.labelsJoined());
            json.put("static", json(learning.replay().unchanged().total()));
            json.put("online", online());
            json.put("atDeparture", json(learning.replay().atDeparture().total()));
            Map<String, Object> inRealTime = json(learning.replay().inRealTime().total());
            inRealTime.put("swaps", learning.replay().deployments());
            json.put("inRealTime", inRealTime);
            Map<String, Object> months = new LinkedHashMap<>();
            answers.months().forEach((month, served) -> {
                Map<String, Object> of = new LinkedHashMap<>();
                of.put("static", json(learning.replay().unchanged().months().get(month)));
                of.put(
                        "atDeparture",
                        json(learning.replay().atDeparture().months().get(month)));
                of.put("served", json(served));
                of.put(
                        "inRealTime",
                        json(learning.replay().inRealTime().months().get(month)));
                months.put(month.toString(), of);
            });
            json.put("months", months);
        }
        List<Map<String, Object>> models = new ArrayList<>();
        qualityByModel.forEach((name, of) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("model", name);
            one.put("predictions", answersByModel.get(name));
            one.putAll(json(of));
            models.add(one);
        });
        json.put("models", models);
        return json;
    }

    private Map<String, Object> online() {
        Map<String, Object> json = new LinkedHashMap<>();
        if (learning.online() != null) {
            json.put("auc", learning.onlineAuc());
            json.put("logLoss", learning.onlineLogLoss());
            json.put("examples", learning.online().getExamples());
        }
        return json;
    }

    private static Map<String, Object> json(BinaryQuality of) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("auc", of.auc());
        json.put("logLoss", of.logLoss());
        return json;
    }

    @Override
    public List<String> summary(boolean plot) {
        List<String> lines = new ArrayList<>();
        String models = String.join(" and ", answersByModel.keySet());
        lines.add(format(
                accountingGap == 0
                        ? "%,d flights, each answered exactly once by %s"
                        : "%,d flights, but NOT each answered exactly once by %s",
                events,
                models));
        lines.add(format(
                "  predictions %,d, dead letters %,d, fallbacks %,d, accounting gap %d",
                predictions, deadLetters, fallbacks, accountingGap));
        lines.add(format(
                "  AUC %.4f, log loss %.4f (knowing only the share of late flights: %.4f)",
                quality().auc(), quality().logLoss(), quality().noSkillLogLoss()));
        lines.add(format(
                "  %,.0f events/s; event sent to answer committed and read: median %,d ms, p99 %,d ms",
                eventsPerSecond, latencyP50Ms, latencyP99Ms));
        if (swap != null) {
            lines.add(format(
                    "  swap from %s to %s at event time %s, first offsets %s; ready in %,d ms while flights flowed",
                    swap.from(), swap.to(), swap.effectiveFrom(), firstOffsets, swap.millis()));
        }
        if (swaps > 0) {
            addModels(lines);
        }
        lines.add(format("  first prediction %.1f s after the command", firstPredictionSeconds));
        if (drift != null) {
            lines.addAll(drift.lines());
        }
        if (learning != null) {
            addLearning(lines, plot);
        }
        if (plot) {
            lines.add("");
            lines.add("  predicted      flights   truly late");
            double[] rates = quality().positiveRateByScore(BINS);
            long[] counts = quality().countByScore(BINS);
            for (int bin = 0; bin < BINS; bin++) {
                if (counts[bin] > 0) {
                    lines.add(format(
                            "  %3d%% to %3d%% %,9d   %s %.0f%%",
                            bin * 100 / BINS,
                            (bin + 1) * 100 / BINS,
                            counts[bin],
                            "█".repeat((int) Math.round(rates[bin] * 40)),
                            rates[bin] * 100));
                }
            }
        }
        return lines;
    }

    private void addModels(List<String> lines) {
        lines.add(format("  answers by a version that was not decided for them: %,d", wrongVersions));
        qualityByModel.forEach((name, of) -> lines.add(format(
                "    %-22s %,7d predictions, AUC %.4f, log loss %.4f",
                name, answersByModel.get(name), of.auc(), of.logLoss())));
    }

    private void addLearning(List<String> lines, boolean plot) {
        LearnerReplay.Outcome replay = learning.replay();
        BinaryQuality unchanged = replay.unchanged().total();
        lines.add(
                learning.online() == null
                        ? format("  learned from %,d labels", learning.labelsJoined())
                        : format(
                                "  learned from %,d labels, each flight answered before its label was learned: log loss %.4f, AUC %.4f",
                                learning.online().getExamples(), learning.onlineLogLoss(), learning.onlineAuc()));
        BinaryQuality asked = replay.atDeparture().total();
        lines.add(format(
                "  asked at departure, with the labels that had arrived by then: log loss %.4f, AUC %.4f",
                asked.logLoss(), asked.auc()));
        BinaryQuality inRealTime = replay.inRealTime().total();
        lines.add(format(
                "  served in real time, where a swap takes no days: log loss %.4f, AUC %.4f, %,d swaps",
                inRealTime.logLoss(), inRealTime.auc(), replay.deployments()));
        lines.add(format(
                "  %s alone on all these flights: log loss %.4f, AUC %.4f",
                model, unchanged.logLoss(), unchanged.auc()));
        lines.add("");
        lines.add("  log loss (AUC)    static            asked at departure    served            in real time"
                + (plot ? "      static ░ served █" : ""));
        answers.months().forEach((month, served) -> {
            BinaryQuality before = replay.unchanged().months().get(month);
            BinaryQuality then = replay.atDeparture().months().get(month);
            BinaryQuality now = replay.inRealTime().months().get(month);
            lines.add(format(
                            "  %s         %.4f (%.3f)    %.4f (%.3f)        %.4f (%.3f)    %.4f (%.3f)",
                            month,
                            before.logLoss(),
                            before.auc(),
                            then.logLoss(),
                            then.auc(),
                            served.logLoss(),
                            served.auc(),
                            now.logLoss(),
                            now.auc())
                    + (plot ? "    " + bar("░", before.logLoss()) : ""));
            if (plot) {
                lines.add(" ".repeat(96) + bar("█", served.logLoss()));
            }
        });
    }

    private static String bar(String block, double logLoss) {
        return block.repeat((int) Math.max(1, Math.round((logLoss - BAR_BEGINS) * BAR_LENGTH)));
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
