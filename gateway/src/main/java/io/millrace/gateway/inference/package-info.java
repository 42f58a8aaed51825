/**
 * Scoring over HTTP with the Open Inference Protocol, version 2: the models that the stream answers with, in the same runtime.
 *
 * <p>In: requests in JSON, and what serves a slot. Out: answers in JSON. State: one loaded model a slot, replaced when its status says so.
 */
package io.millrace.gateway.inference;
