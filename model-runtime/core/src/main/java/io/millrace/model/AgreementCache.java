package io.millrace.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What became of a model's engines when they were compared, for the life of the process. Subtasks that start together
 * wait for the first one's outcome. Safe for all threads.
 */
final class AgreementCache {
    static final int MOST_OUTCOMES = 256;

    /** All that an outcome depends on. */
    record Key(String sha256, List<ModelInput> inputs, List<OutputSource> outputs, List<String> engines) {
        static Key of(ModelBundle bundle, ModelEngine candidate, ModelEngine reference) {
            return new Key(
                    bundle.id().sha256(),
                    bundle.inputs(),
                    bundle.outputs(),
                    List.of(bundle.format(), candidate.name(), reference.name()));
        }
    }

    /**
     * An outcome.
     *
     * @param agrees whether the candidate may serve
     * @param reason why, or why not
     */
    record Verdict(boolean agrees, String reason) {}

    private final Map<Key, Verdict> verdicts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Verdict> eldest) {
            return size() > MOST_OUTCOMES;
        }
    };

    /** The known outcome, or what {@code compare} finds. Nothing is kept if it throws. */
    synchronized Verdict get(Key key, Supplier<Verdict> compare) {
        Verdict known = verdicts.get(key);
        if (known == null) {
            known = compare.get();
            verdicts.put(key, known);
        }
        return known;
    }
}
