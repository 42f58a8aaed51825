/** {@code millrace drift …}: files become references and windows of the drift monitor, findings become pages and JSON. */
package io.millrace.cli.drift;
