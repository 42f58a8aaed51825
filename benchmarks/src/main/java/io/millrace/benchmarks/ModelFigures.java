package io.millrace.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * The outcome of comparing engines.
 *
 * @param runs all of them
 * @param comparisons one for each work and batch size
 */
record ModelFigures(Machine machine, List<Run> runs, List<Comparison> comparisons) {
    /** Most bytes a row that count as none: what JMH itself allocates in an iteration is spread over its rows. */
    private static final double NOTHING = 0.5;

    /**
     * A run of one side.
     *
     * @param nanosPerRow a batch's time by its rows
     * @param bytesPerRow allocated on the Java heap
     */
    record Run(
            ModelWork work,
            ModelBenchmark.Side side,
            int batchRows,
            int round,
            double nanosPerRow,
            double bytesPerRow) {}

    /**
     * Both sides of a work at one batch size.
     *
     * @param ratio our time by the peer's, round by round
     * @param bar most that the median may be; NaN where nobody asked
     * @param millraceBytes a row, median
     * @param peerBytes a row, median
     */
    record Comparison(
            ModelWork work,
            int batchRows,
            Spread millraceNanos,
            Spread peerNanos,
            Spread ratio,
            double bar,
            double millraceBytes,
            double peerBytes) {

        boolean isFastEnough() {
            return Double.isNaN(bar) || ratio.median() <= bar;
        }

        /** MLeap makes rows of its own; all else must not allocate. */
        boolean isFrugal() {
            return millraceBytes < NOTHING;
        }
    }

    /** Compares; every run of one side must have its counterpart. */
    static ModelFigures of(List<Run> runs) {
        List<Comparison> comparisons = new ArrayList<>();
        for (ModelWork work : ModelWork.values()) {
            List<Integer> batches = runs.stream()
                    .filter(run -> run.work() == work)
                    .map(Run::batchRows)
                    .distinct()
                    .sorted()
                    .toList();
            for (int batchRows : batches) {
                comparisons.add(compare(runs, work, batchRows));
            }
        }
        return new ModelFigures(Machine.here(), runs, comparisons);
    }

    private static Comparison compare(List<Run> runs, ModelWork work, int batchRows) {
        List<Run> ours = side(runs, work, batchRows, ModelBenchmark.Side.MILLRACE);
        List<Run> theirs = side(runs, work, batchRows, ModelBenchmark.Side.PEER);
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < ours.size(); round++) {
            ratios.add(ours.get(round).nanosPerRow() / theirs.get(round).nanosPerRow());
        }
        return new Comparison(
                work,
                batchRows,
                Spread.of(ours.stream().map(Run::nanosPerRow).toList()),
                Spread.of(theirs.stream().map(Run::nanosPerRow).toList()),
                Spread.of(ratios),
                work.bar(batchRows),
                Spread.of(ours.stream().map(Run::bytesPerRow).toList()).median(),
                Spread.of(theirs.stream().map(Run::bytesPerRow).toList()).median());
    }

    private static List<Run> side(List<Run> runs, ModelWork work, int batchRows, ModelBenchmark.Side side) {
        return runs.stream()
                .filter(run -> run.work() == work && run.batchRows() == batchRows && run.side() == side)
                .toList();
    }

    /** One table: every comparison, every bar, met or missed. */
    String markdown() {
        StringBuilder text = new StringBuilder();
        text.append("Nanoseconds a row, median (least to greatest) of %d rounds; ratio within a round.%n%n"
                .formatted(runs.stream().mapToInt(Run::round).max().orElse(0)));
        text.append(
                "| Work | Engine | Peer | Batch | Millrace, ns | Peer, ns | Millrace / peer | Bar | | B/row | Peer's | Bar 0 B |\n");
        text.append("|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        for (Comparison comparison : comparisons) {
            text.append("| %s | %s | %s | %d | %s | %s | %s | %s | %s | %.1f | %.1f | %s |%n"
                    .formatted(
                            comparison.work().title(),
                            comparison.work().engine(),
                            comparison.work().peerName(),
                            comparison.batchRows(),
                            comparison.millraceNanos().text(0),
                            comparison.peerNanos().text(0),
                            comparison.ratio().text(3),
                            Double.isNaN(comparison.bar()) ? "" : "≤ %.2f".formatted(comparison.bar()),
                            Double.isNaN(comparison.bar()) ? "" : verdict(comparison.isFastEnough()),
                            comparison.millraceBytes(),
                            comparison.peerBytes(),
                            verdict(comparison.isFrugal())));
        }
        return text.append("\n").append(machine.markdown()).append("\n").toString();
    }

    private static String verdict(boolean met) {
        return met ? "met" : "**missed**";
    }
}
