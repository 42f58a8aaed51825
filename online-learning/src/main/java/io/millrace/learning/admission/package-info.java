/**
 * Who may teach: the filter that stands before a learner and keeps lies, floods and nonsense out.
 *
 * <p>In come labelled examples with the answer that was served and the principal that sent the label
 * ({@link io.millrace.learning.admission.Submission}); out go those that may be learned, perhaps with a smaller weight, and for all others a
 * reason, the stage that gave it, and a score. {@link io.millrace.learning.admission.Admission} holds the stages in the order of its configuration and owns
 * all state: caps, remembered ids, detectors, evidence against principals. One for each learner. A stage judges without changing anything and
 * is told afterwards what came of it, so no detector learns from what was refused.
 *
 * <p>Topics, quarantine and the rebuilding of learners are wired elsewhere. {@code docs/admission.md} has the threat model.
 */
package io.millrace.learning.admission;
