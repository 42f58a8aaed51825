package io.millrace.learning.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FeatureRowTest {
    @Test
    void aFieldHoldsANumberOrATextOrNothing() {
        FeatureRow row = new FeatureRow(3);
        assertThat(row).hasToString("[NaN, NaN, NaN]");
        row.setNumber(0, 1.5);
        row.setText(1, "UA");
        assertThat(row).hasToString("[1.5, \"UA\", NaN]");
        assertThat(row.number(1)).isNaN();
        assertThat(row.text(0)).isNull();
        row.setText(0, "AA");
        row.setNumber(1, 2);
        assertThat(row).hasToString("[\"AA\", 2.0, NaN]");
        row.setMissing(0);
        assertThat(row).hasToString("[NaN, 2.0, NaN]");
        row.clear();
        assertThat(row).hasToString("[NaN, NaN, NaN]");
        assertThat(row.size()).isEqualTo(3);
    }
}
