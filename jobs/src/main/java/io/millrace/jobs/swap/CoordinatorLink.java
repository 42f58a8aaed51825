package io.millrace.jobs.swap;

import java.util.concurrent.CompletableFuture;

/** A subtask's way to the coordinator. Safe for all threads. */
@FunctionalInterface
public interface CoordinatorLink {
    /**
     * Sends a report. The answer comes when there are instructions newer than {@link SubtaskReport#revision()}, after a few
     * seconds anyway, or fails when the coordinator cannot be reached; ask again then.
     */
    CompletableFuture<Instructions> report(SubtaskReport report);
}
