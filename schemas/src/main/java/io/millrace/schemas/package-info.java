/**
 * What travels between applications, jobs and people: Avro schemas (as generated classes) and their codecs.
 *
 * <p>In: objects of the generated classes, or bytes from a topic. Out: the other of the two. No state. The
 * schemas are promises: they evolve forward- and backward-compatibly only, and golden bytes of each released
 * version are kept under {@code src/test/resources/golden}.
 */
package io.millrace.schemas;
