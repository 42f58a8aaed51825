/** What learners have learned, for people: reports of {@code millrace model parameters}. */
package io.millrace.cli.learning;
