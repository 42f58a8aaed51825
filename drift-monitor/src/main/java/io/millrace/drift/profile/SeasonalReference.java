package io.millrace.drift.profile;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A profile of profiles: one reference for each slot of a {@link Season}, each made of the windows that began in it. At most
 * 8 KB a slot. One thread at a time.
 */
public final class SeasonalReference {
    private final FeatureLayout layout;
    private final Season season;
    private final ZoneId zone;
    private final int fewest;
    private final TreeMap<Integer, Slot> slots = new TreeMap<>();

    private static final class Slot {
        private final FeatureWindow window;
        private long windows;

        Slot(FeatureWindow window) {
            this.window = window;
        }
    }

    /**
     * No window yet.
     *
     * @param layout that windows are counted in
     * @param season which times are alike
     * @param zone whose clocks and weeks count
     * @param fewest windows that a slot must have before it is a reference, >= 1
     */
    public SeasonalReference(FeatureLayout layout, Season season, ZoneId zone, int fewest) {
        if (fewest < 1) {
            throw new IllegalArgumentException("fewest must be >= 1, found " + fewest);
        }
        this.layout = layout;
        this.season = season;
        this.zone = zone;
        this.fewest = fewest;
    }

    /**
     * Takes a window.
     *
     * @param start when it begins, event time, ms since 1970
     * @throws IllegalArgumentException if it is of another layout
     */
    public void add(long start, FeatureWindow window) {
        Slot slot = slots.computeIfAbsent(season.slot(start, zone), index -> new Slot(layout.newWindow()));
        slot.window.merge(window);
        slot.windows++;
    }

    /** What a window that begins at {@code start} is to be compared with; empty until enough windows were there. */
    public Optional<Reference> referenceAt(long start) {
        Slot slot = slots.get(season.slot(start, zone));
        return slot == null || slot.windows < fewest ? Optional.empty() : Optional.of(Reference.of(slot.window));
    }

    /** The windows that {@link #referenceAt} will be made of, as far as they have come; empty where there is none yet. */
    public Optional<Reference> partialAt(long start) {
        return Optional.ofNullable(slots.get(season.slot(start, zone))).map(slot -> Reference.of(slot.window));
    }

    /** Writes the slots, without what the reference was made of. */
    public void writeTo(DataOutput out) throws IOException {
        out.writeByte(Wire.VERSION);
        out.writeUTF(season.name());
        Wire.writeCount(out, slots.size());
        for (Map.Entry<Integer, Slot> entry : slots.entrySet()) {
            Wire.writeCount(out, entry.getKey());
            Wire.writeCount(out, entry.getValue().windows);
            entry.getValue().window.writeTo(out);
        }
    }

    /**
     * Takes the slots that {@link #writeTo} wrote in place of its own.
     *
     * @throws IOException if the bytes end early, are of another version, season or layout
     */
    public void readFrom(DataInput in) throws IOException {
        Wire.requireVersion("seasonal reference of " + layout.feature(), in);
        String name = in.readUTF();
        if (!name.equals(season.name())) {
            throw new IOException("season must be " + season + ", found " + name);
        }
        slots.clear();
        int size = Wire.readLength(in, season.slots(), "slots");
        for (int i = 0; i < size; i++) {
            int index = Wire.readLength(in, season.slots() - 1, "slot");
            long windows = Wire.readCount(in);
            Slot slot = new Slot(FeatureWindow.read(layout, in));
            slot.windows = windows;
            slots.put(index, slot);
        }
    }
}
