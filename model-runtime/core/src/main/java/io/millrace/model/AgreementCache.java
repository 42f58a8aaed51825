package io.millrace.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Which engine serves which model, for the life of the process. Subtasks that start together wait for the first one's
 * comparison. Safe for all threads.
 */
final class AgreementCache {
    static final int MOST_VERDICTS = 256;

    /**
     * All that a verdict depends on.
     *
     * @param golden hash of the golden rows
     * @param engines format, device, and names of the engines
     */
    record Key(
            String sha256, List<ModelInput> inputs, List<OutputSource> outputs, String golden, List<String> engines) {
        static Key of(ModelBundle bundle, Device device, List<ModelEngine> engines) {
            String golden = bundle.golden().stream().map(GoldenRow::toString).collect(Collectors.joining("\n"));
            List<String> names = new ArrayList<>(List.of(bundle.format(), device.toString()));
            engines.forEach(engine -> names.add(engine.name()));
            return new Key(
                    bundle.id().sha256(),
                    bundle.inputs(),
                    bundle.outputs(),
                    golden.isEmpty() ? "" : Sha256.of(golden),
                    List.copyOf(names));
        }
    }

    /**
     * Who serves.
     *
     * @param engine its index
     * @param reason why this one
     */
    record Verdict(int engine, String reason) {}

    private final Map<Key, Verdict> verdicts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Verdict> eldest) {
            return size() > MOST_VERDICTS;
        }
    };

    /** The known verdict, or what {@code decide} says. Nothing is kept if it throws. */
    synchronized Verdict get(Key key, Supplier<Verdict> decide) {
        Verdict known = verdicts.get(key);
        if (known == null) {
            known = decide.get();
            verdicts.put(key, known);
        }
        return known;
    }
}
