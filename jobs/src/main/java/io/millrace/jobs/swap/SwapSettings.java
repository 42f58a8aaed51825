package io.millrace.jobs.swap;

import java.io.Serializable;
import java.time.Duration;

/**
 * What the coordinator needs to know of the pipeline.
 *
 * @param pipeline its name
 * @param slot name of the slot
 * @param pipelineFile the model that serves before all commands
 * @param prepareTimeout how long subtasks may take to load a model
 * @param lateness how far events may lag behind the newest and still get the version of their own time
 */
record SwapSettings(
        String pipeline, String slot, DeployedModel pipelineFile, Duration prepareTimeout, Duration lateness)
        implements Serializable {}
