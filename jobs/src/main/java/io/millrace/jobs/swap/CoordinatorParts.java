package io.millrace.jobs.swap;

/** What a coordinator is made of; each start or reset asks for new ones. Travels to the JobManager. */
interface CoordinatorParts {
    SwapSettings settings();

    Journal journal();

    Artefacts artefacts();

    CommandReader reader();

    ControlFollower follower(long offset, ControlFollower.Listener listener);
}
