/** How configuration records check themselves: all mistakes at once. */
package io.millrace.learning.config;
