/** Tells what changed in a stream, where, how much and how sure. Pure Java: knows neither Flink, Kafka nor the rest of Millrace. */
package io.millrace.drift;
