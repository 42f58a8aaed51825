/** How configuration records check themselves: all mistakes at once. */
package io.millrace.drift.config;
