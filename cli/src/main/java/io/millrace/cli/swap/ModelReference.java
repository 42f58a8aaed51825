package io.millrace.cli.swap;

/**
 * A model and where its file lies, as commands name them.
 *
 * @param label name and version
 * @param uri of the file
 * @param sha256 hash of the file, 64 lower-case hexadecimal digits
 * @param size bytes of the file
 */
public record ModelReference(ModelLabel label, String uri, String sha256, long size) {}
