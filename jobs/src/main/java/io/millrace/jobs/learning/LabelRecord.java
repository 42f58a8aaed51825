package io.millrace.jobs.learning;

import io.millrace.schemas.Label;

/**
 * A record of the labels topic. A source may reuse one instance for all, so nobody may keep it. It travels to the
 * subtask of its event as {@link RecordType#LABEL}.
 */
public final class LabelRecord {
    /** One more than the longest name of a principal that admission may allow. */
    private static final int MOST_NAME = 10_001;

    /** Whether it could be read; if not, only its position is set. */
    public boolean readable;

    /** Id of the event that it answers. */
    public String eventId = "";

    /** When the truth became known, milliseconds; Long.MIN_VALUE if the record is unreadable. */
    public long knownAt = Long.MIN_VALUE;

    /** Partition of the record. */
    public int partition;

    /** Offset of the record. */
    public long offset;

    /** The truth, where it is a number. */
    public double number;

    /** The truth, where it is a text; null where it is a number. */
    public String text;

    /** Who says so; null where it does not tell. */
    public String principal;

    /** One of which nothing is known. */
    public LabelRecord() {}

    /**
     * Takes over what a label says.
     *
     * @param label null for a record that is none
     * @param isNamed whether what it tells of its principal counts
     */
    void set(Label label, boolean isNamed) {
        readable = label != null;
        if (label == null) {
            eventId = "";
            knownAt = Long.MIN_VALUE;
            number = Double.NaN;
            text = null;
            principal = null;
            return;
        }
        eventId = label.getEventId();
        knownAt = label.getKnownAt().toEpochMilli();
        text = label.getValue() instanceof String word ? word : null;
        number = label.getValue() instanceof Double figure ? figure : Double.NaN;
        principal = isNamed ? cut(label.getPrincipal()) : null;
    }

    /** A name that is longer than any may be is so still when it is cut, and takes no memory while it waits. */
    private static String cut(String name) {
        return name == null || name.length() <= MOST_NAME ? name : name.substring(0, MOST_NAME);
    }

    /** Whether it says anything: NaN and infinity are nothing that anybody could learn. */
    boolean isUsable() {
        return text != null || Double.isFinite(number);
    }
}
