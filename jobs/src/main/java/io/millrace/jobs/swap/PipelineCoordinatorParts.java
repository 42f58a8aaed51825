package io.millrace.jobs.swap;

import io.millrace.jobs.kafka.Cluster;
import io.millrace.jobs.pipeline.Control;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.model.store.FetchPolicy;
import io.millrace.model.store.ModelFetcher;
import io.millrace.model.store.ModelStore;
import io.millrace.model.validation.ValidationLimits;
import io.millrace.model.validation.ValidationProcess;
import io.millrace.schemas.signing.CommandVerifier;
import io.millrace.schemas.signing.RefusedCommandException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Properties;

/** The parts as a pipeline file describes them. Serialisable as a whole; what is opened is opened in the JobManager. */
final class PipelineCoordinatorParts implements CoordinatorParts {
    private static final long serialVersionUID = 1L;

    private final SwapSettings settings;
    private final Control control;
    private final HashMap<String, String> clientProperties = new HashMap<>();
    private final String controlTopic;
    private final String statusTopic;
    private final String transactionalId;

    /**
     * The parts of a pipeline.
     *
     * @param pipelineFile the model of the pipeline file, as it was checked
     */
    PipelineCoordinatorParts(Pipeline pipeline, DeployedModel pipelineFile) {
        control = pipeline.control();
        settings = new SwapSettings(
                pipeline.name(), pipeline.slot().name(), pipelineFile, control.prepareTimeout(), control.lateness());
        Cluster.clientProperties(pipeline).forEach((key, value) -> clientProperties.put((String) key, (String) value));
        controlTopic = pipeline.controlTopic();
        statusTopic = pipeline.statusTopic();
        transactionalId = pipeline.name() + ".scoring.status.v1!";
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.putAll(clientProperties);
        return properties;
    }

    @Override
    public SwapSettings settings() {
        return settings;
    }

    @Override
    public Journal journal() {
        return new KafkaJournal(properties(), statusTopic, transactionalId);
    }

    @Override
    public Artefacts artefacts() {
        ModelStore store = ModelStore.open(Path.of(control.store()));
        List<String> allowed = new ArrayList<>(control.allow());
        // What is in the store already was put there by somebody who may write to it.
        allowed.add("file:" + store.folder().toUri().getRawPath());
        FetchPolicy policy = new FetchPolicy(
                allowed,
                control.privateNetworks(),
                FetchPolicy.DEFAULT_MAX_BYTES,
                FetchPolicy.DEFAULT_TIMEOUT,
                control.s3());
        return new StoreArtefacts(
                store, new ModelFetcher(store, policy), new ValidationProcess(ValidationLimits.DEFAULT));
    }

    @Override
    public CommandReader reader() {
        CommandVerifier verifier = new CommandVerifier(control.publicKeys(), control.insecure());
        return record -> {
            try {
                return verifier.verify(record);
            } catch (RefusedCommandException e) {
                boolean security = e.reason() == RefusedCommandException.Reason.SIGNATURE;
                throw new CommandReader.Refusal(e.reason().name(), e.getMessage(), security);
            }
        };
    }

    @Override
    public ControlFollower follower(long offset, ControlFollower.Listener listener) {
        return new ControlFollower(properties(), controlTopic, offset, listener);
    }

    /** Not with the secrets that client properties may hold. */
    @Override
    public String toString() {
        return "coordinator of " + settings.pipeline() + "/" + settings.slot();
    }
}
