package io.millrace.jobs.pipeline;

import io.millrace.model.ModelContract;
import io.millrace.model.ModelId;

/**
 * What a slot's model was when it was loaded and held against its pipeline, so that no job has to load it again to wire what depends on it.
 *
 * @param id who it is
 * @param contract what it takes and answers
 */
public record CheckedModel(ModelId id, ModelContract contract) {}
