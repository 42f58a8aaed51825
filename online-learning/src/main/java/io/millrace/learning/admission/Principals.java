package io.millrace.learning.admission;

import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The principals that are told apart, each with a slot in which stages remember what they know of it. Bounded: when all slots are taken, the
 * principal that was not seen for longest is merged into its class, or one that was not seen for nearly as long: fifteen of sixteen others were seen since. Those that are held (because they are distrusted) are passed over, until they fill half
 * of the slots; so a liar does not get rid of its record by sending under many names.
 *
 * <p>The same name in two classes is two principals. A known principal costs a look into a hash table and allocates nothing. One thread at a time.
 */
public final class Principals {
    private static final int VERSION = 2;
    private static final int NONE = -1;
    /** A hash code times this has its most mixed bits at the upper end (Knuth). */
    static final int GOLDEN_RATIO = 0x9E3779B9;

    /** For each principal; half of them would often stand in each other's way. */
    private static final int GUESSES = 8;

    private static final int MOST_GUESSES = 1 << 20;

    private final IdentityConfig config;
    private final TrustClass[] trustClasses;
    private final List<Map<String, Integer>> slots = new ArrayList<>();
    private final List<PrincipalState> states = new ArrayList<>();
    private final int capacity;
    /** Who was linked at most so many links ago is among the newest, and stays where it is: to move it at each sight would take 7 ns of an example's 250. */
    private final int patience;

    private String[] names = new String[16];
    private int[] classes = new int[16];
    private boolean[] held = new boolean[16];
    /** Neighbours in the order of last sight, separately for those held and those not. */
    private int[] older = new int[16];

    private int[] newer = new int[16];
    /** Of all links the number of the one that put it where it is. */
    private long[] linked = new long[16];

    private long links;
    /**
     * Places by some bits of a name's hash code: mostly right, and checked against the name. The map, which bears any number of names with one hash code, has three more things to read, one after
     * the other: 8 ns.
     */
    private int[] guesses = new int[GUESSES * 16];

    private final Ends free = new Ends();
    private final Ends kept = new Ends();
    private int used;
    private long merged;

    /** Oldest and newest of a chain, and how many there are. */
    private static final class Ends {
        int oldest = NONE;
        int newest = NONE;
        int size;
    }

    Principals(IdentityConfig config) {
        this.config = config;
        trustClasses = config.classes().toArray(TrustClass[]::new);
        capacity = config.maxPrincipals();
        patience = capacity / 16;
        config.classes().forEach(each -> slots.add(new HashMap<>()));
    }

    /** Adds a stage that remembers something; before the first principal. */
    void add(PrincipalState state) {
        states.add(state);
    }

    IdentityConfig config() {
        return config;
    }

    /** Principals that have a slot of their own. */
    int size() {
        return used;
    }

    /** How often one was merged into its class. */
    long merged() {
        return merged;
    }

    /** Slot of a class: those without a name share it. Classes come first, so that principals can grow in number. */
    static int slotOfClass(int trustClass) {
        return trustClass;
    }

    /** Slots that may be in use, those of classes included. */
    int slots() {
        return trustClasses.length + used;
    }

    /** Class of a slot. */
    TrustClass trustClass(int slot) {
        return trustClasses[slot < trustClasses.length ? slot : classes[slot - trustClasses.length]];
    }

    /** The slot of a principal, which has been seen now; a new one may take that of another. */
    int see(String principal, int trustClass) {
        if (principal.isEmpty()) {
            return slotOfClass(trustClass);
        }
        int place = guesses[guessOf(principal)];
        if (!principal.equals(names[place]) || classes[place] != trustClass) {
            place = find(principal, trustClass);
            guesses[guessOf(principal)] = place; // of as many as there are now: a new one may have made them more
        }
        if (links - linked[place] > patience) {
            Ends ends = held[place] ? kept : free;
            unlink(place, ends);
            link(place, ends);
        }
        return trustClasses.length + place;
    }

    private int guessOf(String principal) {
        return (principal.hashCode() * GOLDEN_RATIO) >>> Integer.numberOfLeadingZeros(guesses.length - 1);
    }

    private int find(String principal, int trustClass) {
        Integer known = slots.get(trustClass).get(principal);
        return known == null ? begin(principal, trustClass) : known;
    }

    private int begin(String principal, int trustClass) {
        int place = used < capacity ? grow() : evict();
        names[place] = principal;
        classes[place] = trustClass;
        held[place] = false;
        slots.get(trustClass).put(principal, place);
        link(place, free);
        for (PrincipalState state : states) {
            state.begin(trustClasses.length + place, slotOfClass(trustClass));
        }
        return place;
    }

    private int grow() {
        if (used == names.length) {
            int length = Math.min(2 * used, capacity);
            names = Arrays.copyOf(names, length);
            classes = Arrays.copyOf(classes, length);
            held = Arrays.copyOf(held, length);
            older = Arrays.copyOf(older, length);
            newer = Arrays.copyOf(newer, length);
            linked = Arrays.copyOf(linked, length);
            guesses = new int[Math.min(GUESSES * Integer.highestOneBit(length), MOST_GUESSES)];
        }
        return used++;
    }

    private int evict() {
        Ends ends = free.size == 0 || kept.size > capacity / 2 ? kept : free;
        int place = ends.oldest;
        unlink(place, ends);
        slots.get(classes[place]).remove(names[place]);
        for (PrincipalState state : states) {
            state.merge(trustClasses.length + place, slotOfClass(classes[place]));
        }
        merged++;
        return place;
    }

    /** Whether to pass a principal over when a slot is needed; a class has no need of it. */
    void hold(int slot, boolean hold) {
        int place = slot - trustClasses.length;
        if (place >= 0 && held[place] != hold) {
            unlink(place, hold ? free : kept);
            held[place] = hold;
            link(place, hold ? kept : free);
        }
    }

    private void link(int place, Ends ends) {
        older[place] = ends.newest;
        newer[place] = NONE;
        if (ends.newest == NONE) {
            ends.oldest = place;
        } else {
            newer[ends.newest] = place;
        }
        ends.newest = place;
        ends.size++;
        linked[place] = ++links;
    }

    private void unlink(int place, Ends ends) {
        if (older[place] == NONE) {
            ends.oldest = newer[place];
        } else {
            newer[older[place]] = newer[place];
        }
        if (newer[place] == NONE) {
            ends.newest = older[place];
        } else {
            older[newer[place]] = older[place];
        }
        ends.size--;
    }

    void writeTo(SnapshotOutput out) {
        out.version("principals", VERSION);
        out.integer(used);
        for (int place = 0; place < used; place++) {
            out.text(names[place]);
            out.integer(classes[place]);
            out.flag(held[place]);
        }
        write(free, out);
        write(kept, out);
        out.count(merged);
        out.count(links);
        for (int place = 0; place < used; place++) {
            out.count(linked[place]);
        }
    }

    private void write(Ends ends, SnapshotOutput out) {
        int[] order = new int[ends.size];
        int i = 0;
        for (int place = ends.oldest; place != NONE; place = newer[place]) {
            order[i++] = place;
        }
        out.integers(order);
    }

    /** Becomes what {@link #writeTo} wrote; states are not told. */
    void readFrom(SnapshotInput in) {
        int version = in.version("principals", VERSION);
        int size = in.size(Integer.BYTES);
        if (size > capacity) {
            throw new SnapshotException("must have at most " + capacity + " principals, found " + size);
        }
        for (int place = 0; place < size; place++) {
            grow();
            names[place] = in.text();
            classes[place] = in.integer();
            held[place] = in.flag();
            if (classes[place] < 0 || classes[place] >= slots.size()) {
                throw new SnapshotException("must have a class below " + slots.size() + ", found " + classes[place]);
            }
            slots.get(classes[place]).put(names[place], place);
        }
        read(free, false, in);
        read(kept, true, in);
        if (free.size + kept.size != used) {
            throw new SnapshotException("must order " + used + " principals, found " + (free.size + kept.size));
        }
        merged = in.count();
        if (version > 1) {
            links = in.count();
            for (int place = 0; place < used; place++) {
                linked[place] = in.count();
            }
        }
    }

    private void read(Ends ends, boolean expectHeld, SnapshotInput in) {
        for (int place : in.integers()) {
            if (place < 0 || place >= used || held[place] != expectHeld) {
                throw new SnapshotException("must order principals by their place, found " + place);
            }
            link(place, ends);
        }
    }
}
