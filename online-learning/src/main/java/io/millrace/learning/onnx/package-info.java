/** Learned models as ONNX, for what PMML cannot express: any ONNX engine scores them as the learner does. */
package io.millrace.learning.onnx;
