package io.millrace.drift.report;

import io.millrace.drift.compare.Finding;
import java.util.List;
import java.util.Locale;

/**
 * The page of a {@link DriftReport}: one file that needs nothing else, light or dark as its reader's system is, with a
 * histogram a feature.
 */
public final class HtmlReport {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 150;
    private static final String STYLE = """
            :root { color-scheme: light dark; --text: #1b1f24; --quiet: #59636e; --page: #ffffff; --card: #f6f8fa;
                    --line: #d1d9e0; --reference: #8c959f; --current: #0969da; --drift: #b35900; --fine: #1a7f37; }
            @media (prefers-color-scheme: dark) {
              :root { --text: #e6edf3; --quiet: #9198a1; --page: #0d1117; --card: #151b23; --line: #3d444d;
                      --reference: #7d8590; --current: #4493f8; --drift: #e0883d; --fine: #3fb950; } }
            body { font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: var(--page);
                   max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
            h1 { font-size: 1.5rem; margin-bottom: 0; } h2 { font-size: 1.1rem; margin: 0; }
            p { margin: .3rem 0; } .quiet, footer { color: var(--quiet); }
            section { background: var(--card); border: 1px solid var(--line); border-radius: 6px;
                      padding: 1rem; margin: 1rem 0; }
            section.drift { border-left: 4px solid var(--drift); }
            .verdict { font-weight: 600; } .drift .verdict { color: var(--drift); } .fine .verdict { color: var(--fine); }
            table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
            th, td { text-align: left; padding: .2rem .6rem .2rem 0; border-top: 1px solid var(--line);
                     vertical-align: top; }
            td.number, th.number { text-align: right; }
            svg { width: 100%; height: auto; margin: .5rem 0; } .reference { fill: var(--reference); }
            .current { fill: var(--current); } svg text { fill: var(--quiet); font-size: 11px; }
            .key { display: inline-block; width: .8em; height: .8em; margin: 0 .3em 0 1em; }
            .scroll { overflow-x: auto; }
            """;

    private HtmlReport() {}

    /** The whole page, as text to be written in UTF-8. */
    public static String of(DriftReport report) {
        StringBuilder page = new StringBuilder();
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<title>Drift report</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<h1>Drift report</h1>\n");
        page.append("<p><b>")
                .append(report.drifting())
                .append(" of ")
                .append(report.features().size())
                .append(" features drift.</b></p>\n<p class=\"quiet\">Current: ")
                .append(escaped(report.current()))
                .append(", ")
                .append(grouped(report.currentRows()))
                .append(" rows. Reference: ")
                .append(escaped(report.reference()))
                .append(", ")
                .append(grouped(report.referenceRows()))
                .append(
                        " rows.</p>\n<p class=\"quiet\"><span class=\"key\" style=\"background:var(--reference)\"></span>")
                .append("reference<span class=\"key\" style=\"background:var(--current)\"></span>current</p>\n");
        report.features().forEach(feature -> append(page, feature));
        page.append(
                        "<footer>A drift is a value of at least its threshold that is not chance: the share of chance among ")
                .append("all drifts of this page is at most ")
                .append(number(report.significance()))
                .append(" (Benjamini-Hochberg).</footer>\n</body>\n</html>\n");
        return page.toString();
    }

    private static void append(StringBuilder page, FeatureReport feature) {
        page.append("<section class=\"")
                .append(feature.drift() ? "drift" : "fine")
                .append("\">\n<h2>")
                .append(escaped(feature.feature()))
                .append("</h2>\n<p><span class=\"verdict\">")
                .append(feature.drift() ? "Drift" : feature.findings().isEmpty() ? "Too few rows" : "No drift")
                .append("</span>");
        feature.leading().ifPresent(leading -> page.append(": ").append(escaped(leading.cause())));
        page.append(".</p>\n");
        append(page, feature.histogram());
        if (!feature.findings().isEmpty()) {
            page.append("<div class=\"scroll\"><table>\n<tr><th>statistic</th><th class=\"number\">value</th>")
                    .append("<th class=\"number\">threshold</th><th class=\"number\">p</th><th class=\"number\">n</th>")
                    .append("<th></th></tr>\n");
            feature.findings().forEach(finding -> append(page, finding));
            page.append("</table></div>\n");
        }
        page.append("</section>\n");
    }

    private static void append(StringBuilder page, Finding finding) {
        page.append("<tr><td title=\"")
                .append(escaped(finding.cause()))
                .append("\">")
                .append(finding.statistic().label())
                .append("</td><td class=\"number\">")
                .append(number(finding.value()))
                .append("</td><td class=\"number\">")
                .append(number(finding.threshold()))
                .append("</td><td class=\"number\">")
                .append(Double.isNaN(finding.pValue()) ? "" : number(finding.pValue()))
                .append("</td><td class=\"number\">")
                .append(grouped(finding.n()))
                .append("</td><td>")
                .append(finding.drift() ? "drift" : "")
                .append("</td></tr>\n");
    }

    private static void append(StringBuilder page, Histogram histogram) {
        int bars = histogram.labels().size();
        if (bars == 0) {
            return;
        }
        double highest = Math.max(max(histogram.reference()), max(histogram.current()));
        double slot = (double) WIDTH / bars;
        double bar = Math.min(slot * 0.45, 40);
        page.append("<svg viewBox=\"0 0 ")
                .append(WIDTH)
                .append(' ')
                .append(HEIGHT + 16)
                .append("\" role=\"img\" aria-label=\"Histogram of reference and current values\">\n");
        for (int i = 0; i < bars; i++) {
            double middle = slot * (i + 0.5);
            String label = histogram.labels().get(i);
            append(page, "reference", middle - bar, bar, histogram.reference().get(i), highest, label);
            append(page, "current", middle, bar, histogram.current().get(i), highest, label);
        }
        page.append("<text x=\"0\" y=\"")
                .append(HEIGHT + 13)
                .append("\">")
                .append(escaped(histogram.labels().get(0)))
                .append("</text>");
        if (bars > 1) {
            page.append("<text x=\"")
                    .append(WIDTH)
                    .append("\" y=\"")
                    .append(HEIGHT + 13)
                    .append("\" text-anchor=\"end\">")
                    .append(escaped(histogram.labels().get(bars - 1)))
                    .append("</text>");
        }
        page.append("\n</svg>\n");
    }

    private static void append(
            StringBuilder page, String kind, double x, double width, double share, double highest, String label) {
        double height = highest > 0 ? HEIGHT * share / highest : 0;
        page.append(String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>%s: %.2f %% (%s)</title></rect>\n",
                kind,
                x,
                HEIGHT - height,
                width,
                height,
                escaped(label),
                100 * share,
                kind));
    }

    private static double max(List<Double> shares) {
        return shares.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    private static String number(double value) {
        return Double.isInfinite(value) ? "∞" : String.format(Locale.ROOT, "%.4g", value);
    }

    private static String grouped(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** Names and categories come from data: they may contain anything. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(point -> {
            switch (point) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(Character.isISOControl(point) ? '\uFFFD' : point);
            }
        });
        return escaped.toString();
    }
}
