/** Models offline: a file of records in, a file of scores out, through the engines that the stream uses. */
package io.millrace.cli.model;
