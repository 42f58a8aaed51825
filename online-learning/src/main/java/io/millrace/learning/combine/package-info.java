/** How learners that learned side by side become one again by weighted means. */
package io.millrace.learning.combine;
