/**
 * What statuses say: which models serve a slot, what came of a command, and a status in JSON. For the command line and the gateway.
 *
 * <p>In: records of the status topic, in its order. Out: what they add up to. State: what was decided last, slot by slot, in
 * {@link io.millrace.schemas.status.StatusFold}.
 */
package io.millrace.schemas.status;
