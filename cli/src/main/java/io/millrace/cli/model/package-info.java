/**
 * Models at the command line: scoring files, packaging a bundle, telling what a model needs. Comes in: files of records.
 * Goes out: files of scores, bundles. The thinking is in model-runtime.
 */
package io.millrace.cli.model;
