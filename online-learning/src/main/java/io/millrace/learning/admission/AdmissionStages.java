package io.millrace.learning.admission;

import static java.util.Map.entry;

import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** All stages by name, so that a snapshot can be read without knowing which ones it has. */
public final class AdmissionStages {
    /** Stage → reader of its configuration. A new stage adds its line. */
    private static final SortedMap<String, Function<SnapshotInput, AdmissionStageConfig>> READERS =
            new TreeMap<>(Map.<String, Function<SnapshotInput, AdmissionStageConfig>>ofEntries(
                    entry(ExpressionRulesConfig.STAGE, ExpressionRulesConfig::read),
                    entry(GradientClipConfig.STAGE, GradientClipConfig::read),
                    entry(InfluenceCapConfig.STAGE, InfluenceCapConfig::read),
                    entry(LabelFlipGuardConfig.STAGE, LabelFlipGuardConfig::read),
                    entry(OutlierFilterConfig.STAGE, OutlierFilterConfig::read),
                    entry(PrincipalBucketsConfig.STAGE, PrincipalBucketsConfig::read),
                    entry(SchemaRulesConfig.STAGE, SchemaRulesConfig::read)));

    private AdmissionStages() {}

    /** Names of all stages, in alphabetical order. */
    public static List<String> names() {
        return List.copyOf(READERS.keySet());
    }

    /** Writes a configuration with the name of its stage. */
    public static void write(AdmissionStageConfig config, SnapshotOutput out) {
        out.text(config.stage());
        config.writeTo(out);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws SnapshotException if this release has no such stage
     */
    public static AdmissionStageConfig read(SnapshotInput in) {
        String stage = in.text();
        Function<SnapshotInput, AdmissionStageConfig> reader = READERS.get(stage);
        if (reader == null) {
            throw new SnapshotException("must be one of " + READERS.keySet() + ", found " + stage);
        }
        return reader.apply(in);
    }
}
