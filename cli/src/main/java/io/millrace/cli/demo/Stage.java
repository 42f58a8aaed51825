package io.millrace.cli.demo;

import io.millrace.cli.local.ConsoleAccess;
import io.millrace.cli.local.DataFolder;
import io.millrace.cli.local.LocalConsole;
import io.millrace.jobs.pipeline.Pipeline;
import java.util.function.Consumer;

/**
 * Where a demonstration takes place, and who watches.
 *
 * @param folder where everything is kept
 * @param console where the console is; null: there is none
 * @param tell is told what comes next
 * @param progress is shown how far it is, each line over the last
 * @param shown is told what came of it while everything still runs, and returns when it may end
 * @param cleanUp done when the process is asked to end
 */
record Stage(
        DataFolder folder,
        ConsoleAccess console,
        Consumer<String> tell,
        Consumer<String> progress,
        Consumer<DemoReport> shown,
        Runnable cleanUp) {
    /** The same with another folder. */
    Stage in(DataFolder other) {
        return new Stage(other, console, tell, progress, shown, cleanUp);
    }

    /** Starts the console of a pipeline, where there is to be one, and tells where; null: there is none. */
    LocalConsole openConsole(Pipeline pipeline) {
        if (console == null) {
            return null;
        }
        LocalConsole opened = LocalConsole.start(pipeline, folder, console);
        tell.accept("Watch it in a browser: " + opened.address());
        return opened;
    }
}
