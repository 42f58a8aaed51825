package io.millrace.learning.admission;

import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.io.Serializable;

/**
 * A kind of principal.
 *
 * @param name as label topics are given it, unique
 * @param allowance how many times the caps hold for its principals, &gt; 0
 * @param isSuspected whether its principals can become distrusted; false e.g. for analysts who report nothing but frauds, and so contradict the
 *     learner more than others do without lying
 */
public record TrustClass(String name, double allowance, boolean isSuspected) implements Serializable {
    /** Checks the values. */
    public TrustClass {
        new Checks()
                .require(name != null && !name.isBlank(), "name", "must not be blank", name)
                .positive("allowance", allowance)
                .done();
    }

    /** A class whose principals have the caps as they are and are suspected. */
    public static TrustClass of(String name) {
        return new TrustClass(name, 1, true);
    }

    void writeTo(SnapshotOutput out) {
        out.text(name);
        out.number(allowance);
        out.flag(isSuspected);
    }

    static TrustClass readFrom(SnapshotInput in) {
        return new TrustClass(in.text(), in.number(), in.flag());
    }
}
