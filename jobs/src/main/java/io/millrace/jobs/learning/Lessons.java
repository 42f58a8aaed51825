package io.millrace.jobs.learning;

import io.millrace.jobs.pipeline.AdmissionPlan.Retention;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What the learners of a slot have seen last, in their order, in parts; each part begins with the learners as they were before it. So a revert goes back to the
 * beginning of a part and learns again from there, without what is to be taken back.
 *
 * <p>Bounded: at least the configured number of examples is kept, and at most one part more; beyond {@value #MOST_BYTES} bytes less. A part that is complete never
 * changes. One thread.
 */
final class Lessons {
    private static final String PART = "lessons";
    private static final int VERSION = 2;
    private static final long MOST_BYTES = 256L << 20;

    /**
     * One example, as it was seen.
     *
     * @param releasedTo learner that learned it because it was released; empty: it came to all
     */
    record Lesson(Example example, String releasedTo) {}

    /** A stretch of lessons: written to {@link #open} until it is complete, then nothing but bytes. */
    private static final class Part {
        /** As they were before it. */
        final byte[] learners;
        /** Null until it is complete. */
        byte[] lessons;

        int count;
        /** Time of the newest example. */
        long newest = Long.MIN_VALUE;

        Part(byte[] learners) {
            this.learners = learners;
        }

        Part(int count, long newest, byte[] learners) {
            this(learners);
            this.count = count;
            this.newest = newest;
        }

        boolean isComplete() {
            return lessons != null;
        }

        int length() {
            return lessons == null ? 0 : learners.length + lessons.length;
        }

        byte[] head() {
            SnapshotOutput out = new SnapshotOutput();
            out.version(PART, VERSION);
            out.integer(count);
            out.count(newest);
            return out.toByteArray();
        }
    }

    /**
     * What a revert begins with: the learners at the beginning of a part, and all lessons from there on.
     *
     * @param parts that come before, and stay
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Past(byte[] learners, List<Lesson> lessons, int parts) {}

    private final Retention retention;
    private final Deque<Part> parts = new ArrayDeque<>();
    /** Lessons of the newest part while it is not complete. The same memory for all, as growing costs more than writing. */
    private final SnapshotOutput open = new SnapshotOutput();

    private int examples;
    private long bytes;
    /** Time of the newest example that is not kept any more. */
    private long forgotten = Long.MIN_VALUE;

    Lessons(Retention retention) {
        this.retention = retention;
    }

    /** Whether anything is kept. */
    boolean isKept() {
        return retention.examples() > 0;
    }

    /**
     * Adds the next.
     *
     * @param learners as they are before it; asked where a part begins
     */
    void add(Lesson lesson, Supplier<byte[]> learners) {
        if (!isKept()) {
            return;
        }
        if (parts.isEmpty() || parts.getLast().isComplete() || parts.getLast().count >= retention.every()) {
            begin(learners.get());
        }
        Part part = parts.getLast();
        open.text(lesson.releasedTo());
        ExampleCodec.write(lesson.example(), open);
        part.newest = Math.max(part.newest, lesson.example().time);
        part.count++;
        examples++;
    }

    private void begin(byte[] learners) {
        if (!parts.isEmpty() && !parts.getLast().isComplete()) {
            parts.getLast().lessons = open.toByteArray();
            bytes += parts.getLast().length();
        }
        open.clear();
        parts.addLast(new Part(learners));
        // The newest part is empty yet: those before it hold all that there is.
        while (parts.size() > 1 && (examples - parts.getFirst().count >= retention.examples() || bytes > MOST_BYTES)) {
            Part oldest = parts.removeFirst();
            examples -= oldest.count;
            bytes -= oldest.length();
            forgotten = Math.max(forgotten, oldest.newest);
        }
    }

    /** Time of the newest example that was seen and is not kept; Long.MIN_VALUE if all are. From later on a revert is possible. */
    long forgotten() {
        return forgotten;
    }

    /** Examples that are kept. */
    int size() {
        return examples;
    }

    /** Keeps nothing of what was seen so far, e.g. as the learners have other options now. */
    void forget(long newest) {
        parts.clear();
        examples = 0;
        bytes = 0;
        forgotten = Math.max(forgotten, newest);
    }

    /** From the beginning of the part with the first lesson that is to be taken back; empty if there is none. Changes nothing. */
    Optional<Past> past(Predicate<Lesson> isTakenBack) {
        int before = 0;
        Past past = null;
        for (Part part : parts) {
            List<Lesson> lessons = read(part);
            if (past == null && lessons.stream().noneMatch(isTakenBack)) {
                before++;
                continue;
            }
            past = past == null ? new Past(part.learners, new ArrayList<>(), before) : past;
            past.lessons().addAll(lessons);
        }
        return Optional.ofNullable(past);
    }

    private List<Lesson> read(Part part) {
        SnapshotInput in = new SnapshotInput(lessons(part));
        List<Lesson> read = new ArrayList<>();
        for (int i = 0; i < part.count; i++) {
            String releasedTo = in.text();
            read.add(new Lesson(ExampleCodec.read(in), releasedTo));
        }
        in.end();
        return read;
    }

    private byte[] lessons(Part part) {
        return part.isComplete() ? part.lessons : open.toByteArray();
    }

    /** Forgets a past, to be added again as far as it stays. */
    void takeOut(Past past) {
        while (parts.size() > past.parts()) {
            Part part = parts.removeLast();
            examples -= part.count;
            bytes -= part.length();
        }
    }

    /** The whole state, in pieces: what is complete is handed out as it is. */
    List<byte[]> snapshot() {
        List<byte[]> pieces = new ArrayList<>();
        SnapshotOutput head = new SnapshotOutput();
        head.version(PART, VERSION);
        head.count(forgotten);
        pieces.add(head.toByteArray());
        for (Part part : parts) {
            pieces.add(part.head());
            pieces.add(part.learners);
            pieces.add(lessons(part));
        }
        return pieces;
    }

    /** Becomes what {@link #snapshot} wrote. */
    void restore(Iterable<byte[]> pieces) {
        Iterator<byte[]> piece = pieces.iterator();
        if (!piece.hasNext()) {
            return;
        }
        SnapshotInput head = new SnapshotInput(piece.next());
        int version = head.version(PART, VERSION);
        forgotten = head.count();
        head.end();
        while (piece.hasNext()) {
            SnapshotInput in = new SnapshotInput(piece.next());
            in.version(PART, version);
            // The first version had all of a part in one piece.
            Part part = new Part(in.integer(), in.count(), version == 1 ? in.bytes() : piece.next());
            byte[] lessons = version == 1 ? in.bytes() : piece.next();
            in.end();
            if (piece.hasNext()) {
                part.lessons = lessons;
            } else {
                open.append(lessons);
            }
            parts.addLast(part);
            examples += part.count;
            bytes += part.length();
        }
    }
}
