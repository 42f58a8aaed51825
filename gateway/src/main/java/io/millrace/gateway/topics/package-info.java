/**
 * The pipeline's topics as the gateway sees them: following status, monitoring, models and quarantine, watching events and
 * answers go by, and writing commands.
 *
 * <p>In: records of Kafka, or signed commands. Out: records for listeners, in order, or a command's offset. State: positions, in
 * memory only; each start reads anew.
 */
package io.millrace.gateway.topics;
