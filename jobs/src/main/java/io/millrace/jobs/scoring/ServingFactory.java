package io.millrace.jobs.scoring;

import io.millrace.config.ConfigException;
import io.millrace.jobs.decode.EventDecoder;
import io.millrace.jobs.swap.DeployedModel;
import io.millrace.model.EngineChoice;
import io.millrace.model.GeneratedRows;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelException;
import io.millrace.model.Models;
import io.millrace.model.RowBatch;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
import io.millrace.model.store.LoadMarkers;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes models ready to answer: opens, loads, holds them against the pipeline, warms them up. Takes up to seconds, so never
 * on the task's thread. One thread at a time.
 */
final class ServingFactory {
    /** How long a model is warmed up at most, so that the first micro-batch meets compiled code. */
    private static final long WARM_UP_NANOS = 100_000_000;
    /** After so many batches the compiler has seen enough. */
    private static final int WARM_UP_BATCHES = 1_000;
    /** Rows of such a batch at most; what a small batch has compiled serves a large one, too. */
    private static final int WARM_UP_ROWS = 256;

    private final ScoringSettings settings;
    private final DeployedModels deployed;

    ServingFactory(ScoringSettings settings, DeployedModels deployed) {
        this.settings = settings;
        this.deployed = deployed;
    }

    /**
     * Makes a model ready.
     *
     * @throws LoadException with the code of the failure
     * @throws ConfigException if it does not fit the pipeline
     * @throws ModelException if it cannot be read or loaded
     * @throws InterruptedException if interrupted
     */
    Serving make(DeployedModel model) throws InterruptedException {
        if (model.isOfPipelineFile()) {
            return make(model, null);
        }
        LoadMarkers.Marker marker = deployed.begin(model);
        try {
            return make(model, marker);
        } catch (InterruptedException | RuntimeException | Error e) {
            marker.close();
            throw e;
        }
    }

    private Serving make(DeployedModel which, LoadMarkers.Marker marker) throws InterruptedException {
        SharedModels.Key key = new SharedModels.Key(
                which.isOfPipelineFile() ? settings.slot().model() + " " + settings.modelSha256() : which.sha256(),
                ModelKey.of(which),
                settings.slot().device());
        SharedModels.Handle handle = SharedModels.acquire(key, () -> load(which));
        Scorer scorer = null;
        try {
            Model model = handle.model();
            List<String> problems = new ArrayList<>();
            EventDecoder decoder =
                    ModelFit.check(settings.events(), settings.features(), settings.slot(), model.contract(), problems);
            if (!problems.isEmpty()) {
                throw new ConfigException(which.isOfPipelineFile() ? "pipeline" : which.label(), problems);
            }
            scorer = model.newScorer(settings.slot().maxRows());
            warmUp(model, scorer);
            return new Serving(which, handle, scorer, decoder, marker, settings);
        } catch (RuntimeException | Error e) {
            if (scorer != null) {
                scorer.close();
            }
            handle.close();
            throw e;
        }
    }

    private EngineChoice load(DeployedModel model) {
        return Models.choose(
                model.isOfPipelineFile() ? ofPipelineFile() : deployed.open(model),
                settings.slot().device());
    }

    private ModelBundle ofPipelineFile() {
        ModelBundle bundle = ModelBundle.open(settings.slot().modelPath());
        if (!bundle.id().sha256().equals(settings.modelSha256())) {
            throw new ModelException(bundle.path() + ": must be the file that was checked at the start: sha256="
                    + settings.modelSha256() + ", found " + bundle.id().sha256());
        }
        return bundle;
    }

    private static void warmUp(Model model, Scorer scorer) {
        RowBatch rows = scorer.newRows();
        ScoreBatch scores = scorer.newScores();
        GeneratedRows source = new GeneratedRows(model);
        long start = System.nanoTime();
        while (rows.size() < Math.min(rows.capacity(), WARM_UP_ROWS)) {
            source.addValidRow(rows);
        }
        for (int i = 0; i < WARM_UP_BATCHES && System.nanoTime() - start < WARM_UP_NANOS; i++) {
            scorer.score(rows, scores);
        }
    }
}
