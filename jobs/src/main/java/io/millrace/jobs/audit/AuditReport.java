package io.millrace.jobs.audit;

import java.util.List;

/**
 * What an audit found.
 *
 * @param events records on the events topic
 * @param predictions answers by the model
 * @param fallbacks answers by a slot's fallback value
 * @param deadLetters events set aside
 * @param lost events without an answer
 * @param duplicates answers beyond the first for an event
 * @param unknown answers to offsets at which there is no event
 * @param unreadable records on the answer topics that are no answers of ours
 * @param examples up to ten positions of what is wrong, {@code lost 3@1234}
 */
public record AuditReport(
        long events,
        long predictions,
        long fallbacks,
        long deadLetters,
        long lost,
        long duplicates,
        long unknown,
        long unreadable,
        List<String> examples) {
    /** Whether every event has exactly one answer, and nothing else is there. */
    public boolean isClean() {
        return lost == 0 && duplicates == 0 && unknown == 0 && unreadable == 0;
    }

    /** Events less answers: 0 when each has one; negative when there are more answers than events. */
    public long accountingGap() {
        return events - predictions - fallbacks - deadLetters;
    }

    /**
     * Events without exactly one answer, told by offset, so that two answers to one event do not make up for a lost one; or, if that is more, by how
     * many events the topic differs from what was sent.
     *
     * @param sent events that were sent to the topic
     * @return 0, or something is wrong
     */
    public long gapTo(long sent) {
        return Math.max(lost + duplicates + unknown, Math.abs(sent - events));
    }
}
