package io.millrace.learning;

/**
 * A learner that forgets by event time. Whoever feeds it says what time it is before the examples of that time; without a
 * word about time nothing is forgotten.
 */
public interface TimedLearner extends Learner {
    /**
     * Tells the time of the examples to come. Time never goes back: an earlier one than before changes nothing, so late
     * examples count as if they had come just now.
     *
     * @param epochMillis event time, milliseconds since 1970-01-01T00:00Z
     */
    void advanceTo(long epochMillis);
}
