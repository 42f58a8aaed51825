/** What all commands share: where to print and log, JSON, and the two kinds of failure that a person is told of. */
package io.millrace.cli.terminal;
