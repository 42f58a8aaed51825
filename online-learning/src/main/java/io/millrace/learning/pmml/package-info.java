/**
 * Writes models as PMML 4.4, so that any engine which knows the standard scores what was learned here.
 *
 * <p>In comes an {@link io.millrace.learning.model.OnlineModel}, out go bytes, see {@link io.millrace.learning.pmml.PmmlExport}. Nothing is
 * kept. The fields that documents have in common are in {@code DocumentFields}; each kind of learner has a class that makes its model
 * element out of them.
 */
package io.millrace.learning.pmml;
