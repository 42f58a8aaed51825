/**
 * Engine for MLeap bundles. What touches MLeap is in {@code isolated}; only a class loader that sees MLeap's jars and
 * nothing of the application's defines it.
 */
package io.millrace.model.mleap;
