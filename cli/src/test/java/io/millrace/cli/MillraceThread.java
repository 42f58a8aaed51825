package io.millrace.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The command line on a thread of this JVM: a command without the start of a process, which costs seconds of processor time.
 * Where logs go, the folder that a command is called in and how a process ends are for tests with a {@link MillraceProcess}.
 */
final class MillraceThread implements CommandRun {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final FutureTask<Integer> task;

    private MillraceThread(String... args) {
        task = new FutureTask<>(() -> Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args));
    }

    /** Starts a command, whose files must not be meant relative to a current folder. */
    static MillraceThread start(String... args) {
        MillraceThread run = new MillraceThread(args);
        Thread thread = new Thread(run.task, "millrace " + String.join(" ", args));
        thread.setDaemon(true);
        thread.start();
        return run;
    }

    @Override
    public int exitCode() throws InterruptedException, IOException {
        try {
            return task.get(2, TimeUnit.MINUTES);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("must come to its end\n" + everything(), e);
        }
    }

    @Override
    public String out() {
        return out.toString();
    }

    @Override
    public String err() {
        return err.toString();
    }
}
