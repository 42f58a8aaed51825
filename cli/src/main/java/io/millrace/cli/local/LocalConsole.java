package io.millrace.cli.local;

import io.millrace.cli.terminal.FailedException;
import io.millrace.gateway.Gateway;
import io.millrace.gateway.config.GatewayFile;
import io.millrace.jobs.pipeline.Pipeline;

/** A gateway in this process, for people who want to look at a pipeline of local mode and to steer it. Close it to end it. */
public final class LocalConsole implements AutoCloseable {
    private final Gateway gateway;

    private LocalConsole(Gateway gateway) {
        this.gateway = gateway;
    }

    /**
     * Starts it; it answers when this returns.
     *
     * @param pipeline its broker runs, and its topics are there
     * @param access where it is to be found, and by whom
     * @throws FailedException if it cannot run
     */
    public static LocalConsole start(Pipeline pipeline, DataFolder folder, ConsoleAccess access) {
        try {
            return new LocalConsole(Gateway.start(GatewayFile.read(LocalGateway.write(pipeline, folder, access))));
        } catch (io.javalin.util.JavalinBindException e) {
            throw new FailedException("the console cannot run, its port has been taken meanwhile: " + access, e);
        }
    }

    @Override
    public void close() {
        gateway.close();
    }
}
