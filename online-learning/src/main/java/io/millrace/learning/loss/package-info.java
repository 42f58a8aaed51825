/** Losses of a raw score p = w·x + b against the truth, and their gradients; stateless. */
package io.millrace.learning.loss;
