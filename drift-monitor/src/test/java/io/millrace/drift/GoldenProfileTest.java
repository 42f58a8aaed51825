package io.millrace.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.drift.alarm.AlarmPolicy;
import io.millrace.drift.alarm.Alarms;
import io.millrace.drift.baseline.Baseline;
import io.millrace.drift.baseline.BaselineConfig;
import io.millrace.drift.compare.DriftTestConfig;
import io.millrace.drift.compare.DriftTests;
import io.millrace.drift.compare.Finding;
import io.millrace.drift.profile.CategoricalLayout;
import io.millrace.drift.profile.CategoricalWindow;
import io.millrace.drift.profile.FeatureLayout;
import io.millrace.drift.profile.FeatureWindow;
import io.millrace.drift.profile.NumericLayout;
import io.millrace.drift.profile.NumericWindow;
import io.millrace.drift.profile.Reference;
import io.millrace.drift.profile.Retention;
import io.millrace.drift.profile.Season;
import io.millrace.drift.profile.SeasonalReference;
import io.millrace.drift.profile.TrailingReference;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What windows, references, alarms and baselines of earlier releases wrote must be read for ever. Those of version 1 are {@code golden/NAME-1.bin}. A new version adds
 * files and leaves these; {@link #main} writes those of the present one. Those of the detectors are in {@code GoldenStateTest}.
 */
class GoldenProfileTest {
    private static final NumericLayout NUMBERS =
            NumericLayout.of("distance", new double[] {10, 20, 40}, 0, 60, Retention.NONE);
    private static final CategoricalLayout TEXTS = CategoricalLayout.of("carrier", List.of("AA", "UA"), false);
    private static final Duration HOUR = Duration.ofHours(1);

    /** What is written; read back, it must write the same. */
    interface Writer {
        void writeTo(DataOutput out) throws IOException;
    }

    /** What reads it, as something that writes. */
    interface Reader {
        Writer read(DataInput in) throws IOException;
    }

    private record Form(Writer writer, Reader reader) {}

    private static Map<String, Form> forms() {
        NumericLayout sketched = NUMBERS.with(Retention.SKETCH);
        NumericLayout rounded = NUMBERS.with(Retention.ROUNDED);
        NumericLayout all = NumericLayout.unbinned("distance", Retention.ALL);
        CategoricalLayout open = CategoricalLayout.open("carrier");
        Map<String, Form> forms = new TreeMap<>();
        forms.put("numeric-layout", new Form(NUMBERS::writeTo, in -> FeatureLayout.read(in)::writeTo));
        forms.put("categorical-layout", new Form(TEXTS::writeTo, in -> FeatureLayout.read(in)::writeTo));
        forms.put("numeric-window", window(NUMBERS, numbers(NUMBERS, 0)));
        // fewer values than the sketch's k: all are kept and no lot is drawn
        forms.put("numeric-window-sketch", window(sketched, numbers(sketched, 0)));
        forms.put("numeric-window-rounded", window(rounded, numbers(rounded, 0)));
        forms.put("numeric-window-all", window(all, numbers(all, 0)));
        forms.put("categorical-window", window(TEXTS, texts(TEXTS, 30)));
        forms.put("categorical-window-sketch", window(open, texts(open, 500)));
        forms.put("numeric-reference", reference(numbers(all, 0)));
        forms.put("categorical-reference", reference(texts(open, 30)));
        TrailingReference trailing = new TrailingReference(NUMBERS, 2);
        SeasonalReference seasonal = new SeasonalReference(NUMBERS, Season.DAY_OF_WEEK, ZoneOffset.UTC, 1);
        for (int window = 0; window < 3; window++) {
            trailing.add(numbers(NUMBERS, window));
            seasonal.add(Duration.ofDays(window).toMillis(), numbers(NUMBERS, window));
        }
        forms.put(
                "trailing-reference",
                new Form(trailing::writeTo, in -> TrailingReference.read(NUMBERS, 2, in)::writeTo));
        forms.put("seasonal-reference", new Form(seasonal::writeTo, in -> {
            SeasonalReference read = new SeasonalReference(NUMBERS, Season.DAY_OF_WEEK, ZoneOffset.UTC, 1);
            read.readFrom(in);
            return read::writeTo;
        }));
        forms.put("baseline", new Form(baseline()::writeTo, in -> Baseline.read(BaselineConfig.DEFAULTS, in)::writeTo));
        forms.put("alarms", new Form(alarms()::writeTo, in -> Alarms.read(AlarmPolicy.defaults(), in)::writeTo));
        return forms;
    }

    private static Form window(FeatureLayout layout, FeatureWindow window) {
        return new Form(window::writeTo, in -> FeatureWindow.read(layout, in)::writeTo);
    }

    private static Form reference(FeatureWindow first) {
        return new Form(Reference.learn(first, Retention.NONE)::writeTo, in -> Reference.read(in)::writeTo);
    }

    private static NumericWindow numbers(NumericLayout layout, int shift) {
        NumericWindow window = layout.newWindow();
        IntStream.range(0, 150).forEach(i -> window.add(i % 50 + 0.25 * shift));
        window.add(Double.NaN);
        window.add(Double.POSITIVE_INFINITY);
        window.add(-1e300);
        return window;
    }

    private static CategoricalWindow texts(CategoricalLayout layout, int others) {
        CategoricalWindow window = layout.newWindow();
        for (int i = 0; i < others; i++) {
            window.add("AA");
            window.add("other " + i);
            window.add("a text of more than forty bytes, counted by its beginning and a hash " + i % 3);
        }
        window.add((String) null);
        window.addInvalid();
        return window;
    }

    private static List<Finding> findings(int shift) {
        DriftTests tests = new DriftTests(DriftTestConfig.defaults());
        List<Finding> findings =
                new ArrayList<>(tests.test(Reference.of(numbers(NUMBERS, 0)), numbers(NUMBERS, shift)));
        findings.addAll(tests.test(Reference.of(texts(TEXTS, 60)), texts(TEXTS, 60 + shift)));
        return findings;
    }

    private static Baseline baseline() {
        Baseline baseline = new Baseline(BaselineConfig.DEFAULTS);
        IntStream.range(0, 7).forEach(shift -> baseline.add(findings(shift)));
        return baseline;
    }

    /** One feature raised, one quiet. */
    private static Alarms alarms() {
        Alarms alarms = new Alarms(AlarmPolicy.defaults());
        for (int window = 0; window < 3; window++) {
            long start = window * HOUR.toMillis();
            alarms.update(start, start + HOUR.toMillis(), alarms.decide(findings(40 * window)));
        }
        return alarms;
    }

    private static byte[] bytes(Writer writer) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        writer.writeTo(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    static List<String> names() {
        return List.copyOf(forms().keySet());
    }

    @ParameterizedTest
    @MethodSource("names")
    void versionOneIsRead(String name) throws IOException {
        Form form = forms().get(name);
        byte[] golden;
        try (InputStream in = GoldenProfileTest.class.getResourceAsStream("/golden/" + name + "-1.bin")) {
            golden = in.readAllBytes();
        }
        assertThat(bytes(form.writer())).isEqualTo(golden);
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(golden));
        assertThat(bytes(form.reader().read(in))).isEqualTo(golden);
        assertThat(in.available()).isZero();
    }

    /** Writes the forms of this release into a folder. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        for (Map.Entry<String, Form> form : forms().entrySet()) {
            Files.write(
                    folder.resolve(form.getKey() + "-1.bin"),
                    bytes(form.getValue().writer()));
        }
    }
}
