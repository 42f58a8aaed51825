/**
 * The engine's part that is written against MLeap. Its classes are defined by the class loader that also defines
 * MLeap's; of the application's classes they see Millrace's and slf4j's only.
 */
package io.millrace.model.mleap.isolated;
