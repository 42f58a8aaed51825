/**
 * Checks what runs Millrace elsewhere, where no container engine and no Kubernetes is at hand: files against the schemas that their readers have,
 * arguments against our parsers, configurations by loading them, queries against a real Prometheus.
 */
package io.millrace.deploy;
