/**
 * From a gradient to new weights: schedules of the learning rate, and optimisers, each a configuration record with its state
 * beside it. Formulas, names and defaults are River's.
 */
package io.millrace.learning.optimizer;
