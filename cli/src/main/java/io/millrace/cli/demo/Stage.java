package io.millrace.cli.demo;

import io.millrace.cli.local.DataFolder;
import java.util.function.Consumer;

/**
 * Where a demonstration takes place, and who watches.
 *
 * @param folder where everything is kept
 * @param tell is told what comes next
 * @param progress is shown how far it is, each line over the last
 * @param cleanUp done when the process is asked to end
 */
record Stage(DataFolder folder, Consumer<String> tell, Consumer<String> progress, Runnable cleanUp) {
    /** The same with another folder. */
    Stage in(DataFolder other) {
        return new Stage(other, tell, progress, cleanUp);
    }
}
