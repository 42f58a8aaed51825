/** PMML documents: parsed within limits, checked for what must never reach an engine, and bound to a contract. */
package io.millrace.model.format.pmml;
