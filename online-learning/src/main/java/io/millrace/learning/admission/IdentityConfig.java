package io.millrace.learning.admission;

import io.millrace.learning.config.Checks;
import io.millrace.learning.snapshot.SnapshotInput;
import io.millrace.learning.snapshot.SnapshotOutput;
import java.io.Serializable;
import java.util.List;

/**
 * Who principals are.
 *
 * @param classes at least one, at most 100; the first is the default: of label topics without a class, and of principals without a name
 * @param maxPrincipals that are told apart at a time, 1 to 10,000,000; beyond it the one not seen for longest is merged into its class
 * @param maxNameLength of a principal in characters, 1 to 10,000; an example of a longer name is refused
 */
public record IdentityConfig(List<TrustClass> classes, int maxPrincipals, int maxNameLength) implements Serializable {
    /** One class, {@code default}; 65,536 principals; names of up to 200 characters. */
    public static final IdentityConfig DEFAULTS = new IdentityConfig(List.of(TrustClass.of("default")), 1 << 16, 200);

    private static final int VERSION = 1;

    /** Checks the values. */
    public IdentityConfig {
        classes = List.copyOf(classes);
        List<String> names = classes.stream().map(TrustClass::name).toList();
        new Checks()
                .within("classes", classes.size(), 1, 100)
                .require(names.stream().distinct().count() == names.size(), "classes", "must differ in name", names)
                .within("maxPrincipals", maxPrincipals, 1, 10_000_000)
                .within("maxNameLength", maxNameLength, 1, 10_000)
                .done();
    }

    /** With these classes. */
    public IdentityConfig withClasses(List<TrustClass> changed) {
        return new IdentityConfig(changed, maxPrincipals, maxNameLength);
    }

    /** With so many principals told apart. */
    public IdentityConfig withMaxPrincipals(int changed) {
        return new IdentityConfig(classes, changed, maxNameLength);
    }

    /** With names of up to this length. */
    public IdentityConfig withMaxNameLength(int changed) {
        return new IdentityConfig(classes, maxPrincipals, changed);
    }

    /** Number of a class; 0, the default, if there is none of this name. */
    int classOf(String name) {
        for (int i = 1; i < classes.size(); i++) {
            if (classes.get(i).name().equals(name)) {
                return i;
            }
        }
        return 0;
    }

    void writeTo(SnapshotOutput out) {
        out.version("identity", VERSION);
        out.integer(classes.size());
        classes.forEach(each -> each.writeTo(out));
        out.integer(maxPrincipals);
        out.integer(maxNameLength);
    }

    static IdentityConfig read(SnapshotInput in) {
        in.version("identity", VERSION);
        TrustClass[] classes = new TrustClass[in.size(1)];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = TrustClass.readFrom(in);
        }
        return new IdentityConfig(List.of(classes), in.integer(), in.integer());
    }
}
