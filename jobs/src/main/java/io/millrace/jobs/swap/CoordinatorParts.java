package io.millrace.jobs.swap;

import java.io.Serializable;

/** What a coordinator is made of; each start or reset asks for new ones. Travels to the JobManager. */
interface CoordinatorParts extends Serializable {
    SwapSettings settings();

    Journal journal();

    Artefacts artefacts();

    CommandReader reader();

    ControlFollower follower(long offset, ControlFollower.Listener listener);
}
