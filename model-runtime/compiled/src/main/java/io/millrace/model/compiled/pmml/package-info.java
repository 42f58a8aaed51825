/** From PMML documents to programs. */
package io.millrace.model.compiled.pmml;
