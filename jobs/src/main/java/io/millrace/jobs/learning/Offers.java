package io.millrace.jobs.learning;

import io.millrace.learning.Parameter;
import io.millrace.learning.evaluation.Form;
import io.millrace.learning.evaluation.PrequentialEvaluation;
import io.millrace.learning.evaluation.Reading;
import io.millrace.learning.gate.Comparison;
import io.millrace.learning.gate.Verdict;
import io.millrace.learning.model.OnlineModel;
import io.millrace.learning.pmml.NotExportableException;
import io.millrace.model.ModelBundle;
import io.millrace.model.store.ModelStore;
import io.millrace.model.store.StoredModel;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.LearnedParameter;
import io.millrace.schemas.MessageCodec;
import io.millrace.schemas.ModelSnapshot;
import io.millrace.schemas.MonitoringEvent;
import io.millrace.schemas.Severity;
import io.millrace.schemas.signing.CommandSigner;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the world about learners: offers for serving, refusals, figures. An offer is a record of the model and a signed deployment,
 * which leave together; the file is in the store before. One thread.
 */
final class Offers {
    /** Kafka takes records of a megabyte by default, and one that it refuses would fail the job, again after each restart. */
    private static final int MOST_BYTES = 1_000_000;

    private static final int MOST_FILE_BYTES = 900_000;
    private static final int MOST_PARAMETERS = 10_000;
    private static final Duration VALID = Duration.ofHours(1);
    private static final int ID_HASH_LENGTH = 12;
    private static final Logger LOGGER = LoggerFactory.getLogger(Offers.class);

    private final SlotSettings settings;
    private final ModelStore store;
    private final Clock clock;
    private final Consumer<TopicRecord> out;
    private final LearningMetrics metrics;

    /**
     * Offers of one slot.
     *
     * @param store where the scoring job finds models
     * @param clock says when a deployment is signed
     * @param out takes the records
     */
    Offers(SlotSettings settings, ModelStore store, Clock clock, Consumer<TopicRecord> out, LearningMetrics metrics) {
        this.settings = settings;
        this.store = store;
        this.clock = clock;
        this.out = out;
        this.metrics = metrics;
    }

    // --- offers ---

    /**
     * Offers an accepted candidate.
     *
     * @param time of the newest example, milliseconds
     */
    void offer(HostedLearner learner, Verdict<?> verdict, long time) {
        OnlineModel candidate = OnlineModel.restore(verdict.candidate().snapshot());
        ModelSnapshot.Builder snapshot = snapshot(learner, candidate, time)
                .setModel(learner.name())
                .setVersion(verdict.version())
                .setMetrics(metrics(verdict))
                .setLineage(lineage(learner, verdict));
        try {
            ModelBundle bundle = PublishedModel.of(
                    candidate,
                    learner.name(),
                    verdict.version(),
                    settings.outputs(),
                    learner.recentRows(),
                    lineage(learner, verdict));
            StoredModel stored = store.add(bundle);
            snapshot.setFormat(bundle.format())
                    .setFile(bundle.bytes().length <= MOST_FILE_BYTES ? ByteBuffer.wrap(bundle.bytes()) : null)
                    .setUri(stored.path().toUri().toString())
                    .setSha256(stored.sha256())
                    .setSize(stored.size());
            emit(settings.modelsTopic(), learner.name(), encode(snapshot));
            emit(settings.controlTopic(), settings.slot(), deployment(learner, verdict, stored));
            metrics.offered();
            LOGGER.info("Learner {} offers version {}: {}", learner.name(), verdict.version(), verdict.reason());
            tell(finding("CANDIDATE_OFFERED", "learner." + learner.name(), time)
                    .setLabels(Map.of("version", Long.toString(verdict.version())))
                    .setCause(verdict.reason()));
        } catch (NotExportableException e) {
            // The version is told all the same, so that there is no gap; it serves nowhere.
            emit(settings.modelsTopic(), learner.name(), encode(snapshot));
            LOGGER.warn("Learner {} cannot publish version {}", learner.name(), verdict.version(), e);
            tell(finding("CANDIDATE_NOT_PUBLISHED", "learner." + learner.name(), time)
                    .setSeverity(Severity.ALARM)
                    .setCause(String.valueOf(e.getMessage())));
        }
    }

    private byte[] deployment(HostedLearner learner, Verdict<?> verdict, StoredModel stored) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        List<Comparison> comparisons = verdict.comparisons();
        ControlCommand command = ControlCommand.newBuilder()
                // One that comes again after a failure is the same, and would be refused as such.
                .setId(verdict.model() + "-" + stored.sha256().substring(0, ID_HASH_LENGTH))
                .setPipeline(settings.pipeline())
                .setSlot(settings.slot())
                .setKind(CommandKind.DEPLOY)
                .setModel(learner.name())
                .setVersion(verdict.version())
                .setUri(stored.path().toUri().toString())
                .setSha256(stored.sha256())
                .setSize(stored.size())
                // the last one: what was accepted before, if that has not been seen serving yet
                .setExpectedChampion(comparisons.get(comparisons.size() - 1).reference())
                .setIssuer("learner " + learner.name())
                .setIssuedAt(now)
                .setNotAfter(now.plus(VALID))
                .build();
        return learner.settings().signingKey() == null
                ? CommandSigner.unsigned(command)
                : CommandSigner.sign(
                        command,
                        learner.settings().signingKey().id(),
                        learner.settings().signingKey().privateKey());
    }

    private Map<String, String> lineage(HostedLearner learner, Verdict<?> verdict) {
        Map<String, String> lineage = new TreeMap<>();
        lineage.put("pipeline", settings.pipeline());
        lineage.put("learner", learner.name());
        lineage.put("algorithm", learner.model().config().learner().algorithm());
        lineage.put("examples", Long.toString(verdict.candidate().examples()));
        lineage.put("verdict", verdict.reason());
        for (Comparison comparison : verdict.comparisons()) {
            lineage.putIfAbsent("champion", comparison.reference());
        }
        holdoutHash().ifPresent(sha256 -> lineage.put("holdout", sha256));
        return lineage;
    }

    /** Which trusted examples it was held against. */
    private Optional<String> holdoutHash() {
        return Optional.ofNullable(settings.holdout())
                .map(trusted -> trusted.plan().examples().sha256());
    }

    private static Map<String, Double> metrics(Verdict<?> verdict) {
        Map<String, Double> metrics = new HashMap<>();
        for (Comparison comparison : verdict.comparisons()) {
            put(metrics, "candidate.loss", comparison.candidateLoss());
            put(metrics, "candidate.auc", comparison.candidateAuc());
            put(metrics, comparison.reference() + ".loss", comparison.referenceLoss());
            put(metrics, comparison.reference() + ".auc", comparison.referenceAuc());
            put(metrics, "examples on trial", (double) comparison.n());
        }
        verdict.holdout().ifPresent(reached -> {
            put(metrics, "holdout.loss", reached.loss());
            put(metrics, "holdout.auc", reached.auc());
        });
        return metrics;
    }

    private static void put(Map<String, Double> metrics, String name, double value) {
        if (!Double.isNaN(value)) {
            metrics.put(name, value);
        }
    }

    private ModelSnapshot.Builder snapshot(HostedLearner learner, OnlineModel model, long time) {
        List<Parameter> parameters = model.parameters();
        return ModelSnapshot.newBuilder()
                .setLearner(learner.name())
                .setSlot(settings.slot())
                .setExamples(model.examples())
                .setEventTime(Instant.ofEpochMilli(time))
                .setTask(text(model.config().learner().task()))
                .setAlgorithm(model.config().learner().algorithm())
                .setParameters(
                        parameters.size() > MOST_PARAMETERS
                                ? null
                                : parameters.stream()
                                        .map(parameter -> new LearnedParameter(parameter.name(), parameter.value()))
                                        .toList());
    }

    private static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The bytes, without what would make them too long for Kafka. */
    private static byte[] encode(ModelSnapshot.Builder snapshot) {
        byte[] bytes = MessageCodec.MODEL_SNAPSHOT.encode(snapshot.build());
        if (bytes.length > MOST_BYTES) {
            bytes = MessageCodec.MODEL_SNAPSHOT.encode(
                    snapshot.setParameters(null).build());
        }
        return bytes;
    }

    // --- findings ---

    /** Tells of a candidate that may not serve. */
    void tellRefused(Verdict<?> verdict, long time) {
        metrics.candidateRefused();
        String learner = verdict.candidate().learner();
        LOGGER.info("A candidate of learner {} is refused: {}", learner, verdict.reason());
        MonitoringEvent.Builder finding = finding("CANDIDATE_REFUSED", "learner." + learner, time)
                .setLabels(Map.of("outcome", text(verdict.outcome())))
                .setCause(
                        verdict.holdout().isPresent()
                                ? verdict.reason() + "; holdout "
                                        + holdoutHash().orElse("")
                                : verdict.reason());
        if (!verdict.comparisons().isEmpty()) {
            Comparison comparison = verdict.comparisons().get(0);
            finding.setValue(comparison.candidateLoss())
                    .setThreshold(comparison.referenceLoss())
                    .setN(comparison.n())
                    .setWindow("the trial");
        }
        tell(finding);
    }

    /** Tells that so many candidates in a row were harmful that none is asked for any more. */
    void tellStopped(String learner, long time) {
        tell(finding("PUBLISHING_STOPPED", "learner." + learner, time)
                .setSeverity(Severity.ALARM)
                .setCause("candidates in a row were harmful"));
    }

    /** Tells of a learner that has gone astray. */
    void tellFrozen(HostedLearner learner, long time) {
        metrics.frozen();
        LOGGER.warn("Learner {} is frozen: {}", learner.name(), learner.guard().reason());
        tell(finding("LEARNER_FROZEN", "learner." + learner.name(), time)
                .setSeverity(Severity.ALARM)
                .setN(learner.examples())
                .setCause(learner.guard().reason()));
    }

    /** Tells what the learners have become, and how good they and the champion are. */
    void tellFigures(List<HostedLearner> learners, PrequentialEvaluation champion, long time) {
        for (HostedLearner learner : learners) {
            List<Reading> readings = learner.evaluation().readings();
            emit(
                    settings.modelsTopic(),
                    learner.name() + "/candidate",
                    encode(snapshot(learner, learner.model(), time).setMetrics(metrics(readings))));
            tellReadings(
                    "learner." + learner.name(),
                    readings,
                    learner.evaluation().config().window(),
                    time);
        }
        tellReadings("champion", champion.readings(), champion.config().window(), time);
    }

    private static Map<String, Double> metrics(List<Reading> readings) {
        Map<String, Double> metrics = new HashMap<>();
        for (Reading reading : readings) {
            put(metrics, reading.metric() + "." + text(reading.form()), reading.value());
        }
        return metrics;
    }

    private void tellReadings(String who, List<Reading> readings, int window, long time) {
        for (Reading reading : readings) {
            if (reading.form() != Form.FADING && !Double.isNaN(reading.value())) {
                tell(finding("QUALITY", who + "." + reading.metric(), time)
                        .setLabels(Map.of("form", text(reading.form())))
                        .setValue(reading.value())
                        .setThreshold(Double.isNaN(reading.noSkill()) ? null : (Double) reading.noSkill())
                        .setN((long) reading.n())
                        .setWindow(
                                reading.form() == Form.CUMULATIVE
                                        ? "since the start"
                                        : "the last " + window + " examples")
                        .setCause("threshold: without skill"));
            }
        }
    }

    // --- admission ---

    /** Tells of a filter that refuses everything from now on. */
    void tellLearningFrozen(HostedLearner learner, String reason, long time) {
        LOGGER.warn("Learner {} learns nothing any more: {}", learner.name(), reason);
        tell(finding("LEARNING_FROZEN", "learner." + learner.name(), time)
                .setSeverity(Severity.ALARM)
                .setN(learner.examples())
                .setCause(reason));
    }

    /** Tells what was refused, or what became of it. */
    void tellQuarantine(String eventId, byte[] record) {
        emit(settings.quarantineTopic(), eventId, record);
    }

    /** A finding about the slot, to be filled in and told. */
    MonitoringEvent.Builder finding(String kind, String name, long time) {
        return MonitoringEvent.newBuilder()
                .setTime(Instant.ofEpochMilli(time))
                .setKind(kind)
                .setName(name)
                .setSlot(settings.slot())
                .setValue(Double.NaN);
    }

    /** Tells a finding. */
    void tell(MonitoringEvent.Builder finding) {
        MonitoringEvent event = finding.build();
        emit(settings.monitoringTopic(), event.getName(), MessageCodec.MONITORING_EVENT.encode(event));
    }

    private void emit(String topic, String key, byte[] value) {
        out.accept(new TopicRecord(topic, key.getBytes(StandardCharsets.UTF_8), value));
    }
}
