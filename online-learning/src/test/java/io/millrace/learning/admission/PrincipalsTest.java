package io.millrace.learning.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class PrincipalsTest {
    private static final int CAPACITY = 64;

    private static IdentityConfig config(int capacity) {
        return IdentityConfig.DEFAULTS
                .withClasses(List.of(TrustClass.of("users"), TrustClass.of("analysts")))
                .withMaxPrincipals(capacity);
    }

    /** Writes down which slots are given to whom, and taken from whom. */
    private static final class Notes implements PrincipalState {
        private final Set<Integer> taken = new LinkedHashSet<>();
        private final List<Integer> merged = new ArrayList<>();

        @Override
        public void begin(int principal, int classSlot) {
            assertThat(taken.add(principal)).as("slot %d is free", principal).isTrue();
        }

        @Override
        public void merge(int principal, int classSlot) {
            assertThat(taken.remove(principal))
                    .as("slot %d was taken", principal)
                    .isTrue();
            merged.add(principal);
        }
    }

    /** Some come often and most seldom, far more than there are slots; every slot of a name that is known is the one that it was. */
    @Test
    void nobodyIsMergedWhoWasSeenAfterMostOthers() {
        long seed = 5;
        Random random = new Random(seed);
        Principals principals = new Principals(config(CAPACITY));
        Notes notes = new Notes();
        principals.add(notes);
        Map<Integer, String> bySlot = new HashMap<>();
        LinkedHashSet<String> bySight = new LinkedHashSet<>();
        for (int i = 0; i < 50_000; i++) {
            String name = "p" + (int) Math.abs(40 * random.nextGaussian());
            boolean isKnown = bySlot.containsValue(name);
            int slot = principals.see(name, 0);
            if (!notes.merged.isEmpty()) {
                String gone = bySlot.remove(notes.merged.remove(0));
                int since = seenSince(bySight, gone);
                assertThat(since)
                        .as("seed %d, sight %d: seen since %s", seed, i, gone)
                        .isGreaterThanOrEqualTo(CAPACITY - 1 - CAPACITY / 16);
            }
            assertThat(notes.merged).isEmpty();
            if (isKnown) {
                assertThat(bySlot).as("seed %d, sight %d", seed, i).containsEntry(slot, name);
            } else {
                assertThat(bySlot.put(slot, name))
                        .as("seed %d, sight %d: slot %d", seed, i, slot)
                        .isNull();
            }
            bySight.remove(name);
            bySight.add(name);
        }
        assertThat(principals.merged()).isGreaterThan(1_000);
    }

    /** Others that were seen after the last sight of a name. */
    private static int seenSince(Set<String> bySight, String name) {
        int since = 0;
        boolean found = false;
        for (String each : bySight) {
            since += found ? 1 : 0;
            found |= each.equals(name);
        }
        assertThat(found).isTrue();
        return since;
    }

    @Test
    void aRestoredTwinGoesOnTheSameAfterEachSight() {
        long seed = 6;
        Random random = new Random(seed);
        Function<Principals, Principals> restored = original -> {
            SnapshotOutput out = new SnapshotOutput();
            original.writeTo(out);
            SnapshotInput in = new SnapshotInput(out.toByteArray());
            Principals twin = new Principals(config(CAPACITY));
            twin.readFrom(in);
            in.end();
            return twin;
        };
        Principals principals = new Principals(config(CAPACITY));
        Principals twin = restored.apply(principals);
        for (int i = 0; i < 3_000; i++) {
            String name = "p" + (int) Math.abs(50 * random.nextGaussian());
            int trustClass = random.nextInt(2);
            int slot = principals.see(name, trustClass);
            assertThat(twin.see(name, trustClass))
                    .as("seed %d, sight %d", seed, i)
                    .isEqualTo(slot);
            if (random.nextInt(10) == 0) {
                boolean hold = random.nextBoolean();
                principals.hold(slot, hold);
                twin.hold(slot, hold);
            }
            twin = restored.apply(twin);
        }
        assertThat(twin.merged()).isEqualTo(principals.merged()).isPositive();
    }

    /** "Aa" and "BB" have one hash code, and so has every row of them. */
    @Test
    void namesOfOneHashCodeAreToldApart() {
        int bits = 12;
        Principals principals = new Principals(config(1 << bits));
        Set<Integer> slots = new LinkedHashSet<>();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 1 << bits; i++) {
                StringBuilder name = new StringBuilder();
                for (int bit = 0; bit < bits; bit++) {
                    name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
                }
                slots.add(principals.see(name.toString(), 0));
            }
        }
        assertThat(slots).hasSize(1 << bits);
        assertThat(principals.merged()).isZero();
    }

    @Test
    void oneNameInTwoClassesIsTwoPrincipals() {
        Principals principals = new Principals(config(CAPACITY));
        int user = principals.see("ann", 0);
        int analyst = principals.see("ann", 1);
        assertThat(user).isNotEqualTo(analyst);
        assertThat(principals.see("ann", 0)).isEqualTo(user);
        assertThat(principals.see("ann", 1)).isEqualTo(analyst);
        assertThat(principals.trustClass(user).name()).isEqualTo("users");
        assertThat(principals.trustClass(analyst).name()).isEqualTo("analysts");
        assertThat(principals.see("", 1)).isEqualTo(Principals.slotOfClass(1));
        assertThat(principals.size()).isEqualTo(2);
    }
}
