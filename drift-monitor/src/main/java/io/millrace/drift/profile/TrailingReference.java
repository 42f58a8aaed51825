package io.millrace.drift.profile;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * A reference of the last windows: it finds that something changed, not that it is unlike the training data, and a slow shift
 * moves it along. Bins stay as they are, counts move on. One thread at a time.
 */
public final class TrailingReference {
    private final FeatureLayout layout;
    private final int length;
    private final Deque<FeatureWindow> windows = new ArrayDeque<>();

    /**
     * No window yet.
     *
     * @param layout that windows are counted in
     * @param length how many windows it is made of, >= 1
     */
    public TrailingReference(FeatureLayout layout, int length) {
        if (length < 1) {
            throw new IllegalArgumentException("length must be >= 1, found " + length);
        }
        this.layout = layout;
        this.length = length;
    }

    /**
     * Takes a window, and forgets the oldest if there are more than enough. Leave out those that drift, lest the drift become
     * the reference.
     *
     * @throws IllegalArgumentException if it is of another layout
     */
    public void add(FeatureWindow window) {
        FeatureWindow copy = layout.newWindow();
        copy.merge(window);
        windows.addLast(copy);
        if (windows.size() > length) {
            windows.removeFirst();
        }
    }

    /** The last windows together; empty until there are enough of them. */
    public Optional<Reference> reference() {
        if (windows.size() < length) {
            return Optional.empty();
        }
        FeatureWindow all = layout.newWindow();
        windows.forEach(all::merge);
        return Optional.of(Reference.of(all));
    }

    /** Writes the windows, without layout and length. */
    public void writeTo(DataOutput out) throws IOException {
        out.writeByte(Wire.VERSION);
        Wire.writeCount(out, windows.size());
        for (FeatureWindow window : windows) {
            window.writeTo(out);
        }
    }

    /**
     * The reference that {@link #writeTo} wrote; of more windows than {@code length}, the last ones.
     *
     * @throws IOException if the bytes end early, are of another version or of another layout
     */
    public static TrailingReference read(FeatureLayout layout, int length, DataInput in) throws IOException {
        Wire.requireVersion("trailing reference of " + layout.feature(), in);
        TrailingReference reference = new TrailingReference(layout, length);
        long size = Wire.readCount(in);
        for (long i = 0; i < size; i++) {
            reference.add(FeatureWindow.read(layout, in));
        }
        return reference;
    }
}
