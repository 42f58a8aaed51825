/** Our own engine for models of known structure: linear, trees, clusters, naive Bayes, from PMML and ONNX-ML. */
package io.millrace.model.compiled;
