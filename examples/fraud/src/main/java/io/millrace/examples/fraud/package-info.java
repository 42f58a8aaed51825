/**
 * Simulated card transactions, some of them fraudulent, in time order, with the features that could be known at each.
 *
 * <p>Out come {@link io.millrace.examples.fraud.Transaction}s from {@link io.millrace.examples.fraud.FraudSimulator} and rows from
 * {@link io.millrace.examples.fraud.FraudFeatures}. The rules are those of the transaction simulator that the Fraud Detection Handbook (Le Borgne,
 * Siblini, Lebichot and Bontempi 2022) describes in prose; the program is our own, with a random generator of its own, and shares no code with it.
 */
package io.millrace.examples.fraud;
