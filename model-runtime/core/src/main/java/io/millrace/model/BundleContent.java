package io.millrace.model;

import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/** The files that make a bundle: what {@link ModelBundle#open} reads back as it was. The same bundle gives the same bytes. */
public final class BundleContent {
    private BundleContent() {}

    /** The files of {@code bundle} by name. */
    public static SortedMap<String, byte[]> of(ModelBundle bundle) {
        String modelFile = "model." + (bundle.format().equals("mleap") ? "zip" : bundle.format());
        SortedMap<String, byte[]> files = new TreeMap<>();
        files.put(ModelBundle.MANIFEST, utf8(ManifestYaml.write(bundle, modelFile)));
        files.put(modelFile, bundle.bytes());
        if (!bundle.golden().isEmpty()) {
            StringBuilder lines = new StringBuilder();
            for (GoldenRow row : bundle.golden()) {
                lines.append(GoldenRows.write(row)).append('\n');
            }
            files.put(ModelBundle.GOLDEN, utf8(lines.toString()));
        }
        bundle.reference()
                .ifPresent(reference -> files.put(ModelBundle.REFERENCE, utf8(ReferenceJson.write(reference))));
        return files;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
