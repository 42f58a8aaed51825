package io.millrace.learning.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.learning.config.InvalidConfigException;
import io.millrace.learning.snapshot.SnapshotException;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.util.List;
import org.junit.jupiter.api.Test;

class OneHotEncoderTest {
    private static final OneHotEncoderConfig THREE = OneHotEncoderConfig.learned(3);

    private static OneHotEncoder taught(OneHotEncoderConfig config, String... categories) {
        OneHotEncoder encoder = new OneHotEncoder(config);
        for (String category : categories) {
            encoder.learn(category);
        }
        return encoder;
    }

    private static byte[] state(OneHotEncoder encoder) {
        SnapshotOutput out = new SnapshotOutput();
        encoder.writeTo(out);
        return out.toByteArray();
    }

    private static OneHotEncoder restored(OneHotEncoderConfig config, byte[] state) {
        SnapshotInput in = new SnapshotInput(state);
        OneHotEncoder encoder = OneHotEncoder.readFrom(config, in);
        in.end();
        return encoder;
    }

    /** A part that goes on from {@code base}. */
    private static OneHotEncoder part(OneHotEncoder base, String... categories) {
        OneHotEncoder part = restored(base.config(), state(base));
        part.defer();
        for (String category : categories) {
            part.learn(category);
        }
        return part;
    }

    @Test
    void columnsGoOutInOrderOfAppearance() {
        OneHotEncoder encoder = new OneHotEncoder(THREE);
        assertThat(encoder.dimension()).isEqualTo(4);
        assertThat(encoder.column("b")).isEqualTo(encoder.other()).isEqualTo(3);
        assertThat(encoder.learn("b")).isTrue();
        assertThat(encoder.learn("b")).isFalse();
        assertThat(encoder.learn("a")).isTrue();
        assertThat(encoder.learn("")).isTrue();
        assertThat(encoder.learn("late")).isFalse();
        assertThat(encoder.categories()).containsExactly("b", "a", "");
        assertThat(encoder.column("a")).isEqualTo(1);
        assertThat(encoder.column("late")).isEqualTo(3);
    }

    @Test
    void aFixedListIsNotAddedTo() {
        OneHotEncoder encoder = taught(OneHotEncoderConfig.fixed(List.of("x", "y")), "z");
        assertThat(encoder.categories()).containsExactly("x", "y");
        assertThat(encoder.column("z")).isEqualTo(encoder.other()).isEqualTo(2);
    }

    @Test
    void aListMayLeaveRoom() {
        assertThat(taught(new OneHotEncoderConfig(List.of("x"), 2), "y", "z").categories())
                .containsExactly("x", "y");
    }

    @Test
    void longTextsGetNoColumn() {
        String longest = "x".repeat(OneHotEncoder.MAX_LENGTH);
        assertThat(taught(THREE, longest, longest + "x").categories()).containsExactly(longest);
    }

    @Test
    void undoTakesOneCategoryBack() {
        OneHotEncoder encoder = taught(THREE, "a", "b");
        byte[] before = state(taught(THREE, "a"));
        encoder.undo();
        assertThat(state(encoder)).isEqualTo(before);
        assertThat(encoder.column("b")).isEqualTo(encoder.other());
        OneHotEncoder part = part(encoder, "c");
        part.undo();
        assertThat(state(part)).isEqualTo(state(part(encoder)));
    }

    @Test
    void mergingIsTheUnionInOrder() {
        OneHotEncoder encoder = taught(THREE, "a", "b");
        encoder.merge(taught(THREE, "c", "a", "d"));
        assertThat(encoder.categories()).containsExactly("a", "b", "c");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encoder.merge(new OneHotEncoder(OneHotEncoderConfig.learned(4))))
                .withMessageStartingWith("must have the same configuration");
    }

    @Test
    void partsWaitForColumns() {
        OneHotEncoder base = taught(OneHotEncoderConfig.learned(4), "a");
        OneHotEncoder first = part(base, "b", "a", "c", "b");
        OneHotEncoder second = part(base, "d", "c", "e", "f", "g");
        assertThat(first.categories()).containsExactly("a");
        assertThat(first.column("b")).isEqualTo(first.other());
        OneHotEncoder combined = new OneHotEncoder(base.config());
        combined.combine(base, List.of(first, second));
        assertThat(combined.categories()).containsExactly("a", "b", "c", "d");
        assertThat(combined.column("d")).isEqualTo(3);
        assertThat(state(restored(base.config(), state(first)))).isEqualTo(state(first));
    }

    @Test
    void partsThatDidNotWaitAreRefused() {
        OneHotEncoder combined = new OneHotEncoder(THREE);
        OneHotEncoder base = new OneHotEncoder(THREE);
        combined.combine(base, List.of(taught(THREE, "a"), base, taught(THREE, "a", "b")));
        assertThat(combined.categories()).containsExactly("a", "b");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> combined.combine(base, List.of(taught(THREE, "a"), taught(THREE, "b"))))
                .withMessage("parts must agree on the columns of categories: [a], other [b]");
    }

    @Test
    void aRestoredTwinGoesOn() {
        OneHotEncoder encoder = taught(THREE, "a", "b");
        OneHotEncoder twin = restored(THREE, state(encoder));
        encoder.learn("c");
        twin.learn("c");
        assertThat(state(twin)).isEqualTo(state(encoder));
        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(() -> restored(OneHotEncoderConfig.fixed(List.of("x")), state(encoder)))
                .withMessage("must begin with categories [x], found [a, b, c]");
        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(() -> restored(OneHotEncoderConfig.learned(2), state(encoder)))
                .withMessageStartingWith("must have up to 2 different categories");
    }

    @Test
    void allMistakesAtOnce() {
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> new OneHotEncoderConfig(List.of("a", "b", "a"), 0))
                .satisfies(e -> assertThat(e.problems()).hasSize(3))
                .withMessageContaining("categories: must differ from each other, found [a, b, a]");
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> OneHotEncoderConfig.fixed(List.of()))
                .withMessage("maxCategories: must be in [1, 100000], found 0");
    }

    @Test
    void theConfigurationIsReadBackEqual() {
        OneHotEncoderConfig config = new OneHotEncoderConfig(List.of("x", "y"), 5);
        SnapshotOutput out = new SnapshotOutput();
        config.writeTo(out);
        assertThat(OneHotEncoderConfig.read(new SnapshotInput(out.toByteArray())))
                .isEqualTo(config);
    }
}
