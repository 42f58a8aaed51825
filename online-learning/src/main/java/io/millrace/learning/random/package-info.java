/** Random numbers whose state fits into a snapshot, so that a restored learner draws what it would have drawn. */
package io.millrace.learning.random;
