/**
 * Measurements of the decode plan, the scorers and the scoring job, each beside the program that one would write instead.
 *
 * <p>In: seeded events, the two models under {@code models}. Out: figures on standard output and, as JSON and Markdown, in
 * a folder. State: none; each run has topics of its own. {@code benchmarks/README.md} has the method and the figures.
 */
package io.millrace.benchmarks;
