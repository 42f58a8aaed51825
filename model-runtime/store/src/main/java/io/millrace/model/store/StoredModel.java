package io.millrace.model.store;

import java.nio.file.Path;

/**
 * A model file in the store.
 *
 * @param path where it lies
 * @param sha256 hash of its bytes, 64 lower-case hexadecimal digits
 * @param size its bytes
 */
public record StoredModel(Path path, String sha256, long size) {}
