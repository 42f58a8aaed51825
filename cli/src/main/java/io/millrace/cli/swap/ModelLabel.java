package io.millrace.cli.swap;

/**
 * A model as people name it.
 *
 * @param name its name
 * @param version its version, at least 1
 */
public record ModelLabel(String name, long version) {
    @Override
    public String toString() {
        return name + "@" + version;
    }
}
