/** What models are compiled to: steps over columns of doubles. */
package io.millrace.model.compiled.program;
