package io.millrace.cli.local;

import io.javalin.util.JavalinBindException;
import io.millrace.gateway.Gateway;
import io.millrace.gateway.config.GatewayFile;
import io.millrace.jobs.pipeline.Pipeline;

/** A gateway in this process, for people who want to look at a pipeline of local mode and to steer it. Close it to end it. */
public final class LocalConsole implements AutoCloseable {
    private final Gateway gateway;

    private final ConsoleAccess access;

    private LocalConsole(Gateway gateway, ConsoleAccess access) {
        this.gateway = gateway;
        this.access = access;
    }

    /**
     * Starts it; it answers when this returns.
     *
     * @param pipeline its broker runs, and its topics are there
     * @param access where it is to be found unless somebody has taken that port meanwhile, and by whom
     */
    public static LocalConsole start(Pipeline pipeline, DataFolder folder, ConsoleAccess access) {
        try {
            return at(pipeline, folder, access);
        } catch (JavalinBindException e) {
            return at(pipeline, folder, access.elsewhere()); // another demonstration was faster
        }
    }

    private static LocalConsole at(Pipeline pipeline, DataFolder folder, ConsoleAccess access) {
        return new LocalConsole(Gateway.start(GatewayFile.read(LocalGateway.write(pipeline, folder, access))), access);
    }

    /** What opens it in a browser and signs it in. */
    public String address() {
        return access.address();
    }

    @Override
    public void close() {
        gateway.close();
    }
}
