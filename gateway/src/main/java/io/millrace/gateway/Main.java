package io.millrace.gateway;

import io.millrace.config.ConfigException;
import io.millrace.gateway.config.GatewayConfig;
import io.millrace.gateway.config.GatewayFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;

/**
 * {@code millrace gateway --config FILE}: runs until a signal ends it. Exit codes: 1 could not run, 2 wrong use or a mistake in the file.
 */
public final class Main {
    /** Ours has a name of its own: a program that has the gateway in itself says alone where logs go. */
    private static final String LOG_CONFIGURATION = "log4j2.configurationFile";

    private static final String USAGE = "Usage: millrace gateway --config FILE";

    private Main() {}

    /** See the class. */
    @SuppressWarnings("SystemExitOutsideMain") // this is main
    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length == 1 && (arguments[0].equals("--help") || arguments[0].equals("-h"))) {
            System.out.println(USAGE + "\nShows a pipeline and steers it over HTTP; docs/api.md tells all.");
            return;
        }
        if (arguments.length != 2 || !arguments[0].equals("--config")) {
            System.err.println(USAGE);
            System.exit(2);
        }
        boolean isForAPerson = System.getProperty(LOG_CONFIGURATION) == null;
        if (isForAPerson) {
            System.setProperty(LOG_CONFIGURATION, "classpath:log4j2-gateway.properties");
        }
        try {
            GatewayConfig config = GatewayFile.read(Path.of(arguments[1]));
            Gateway gateway = Gateway.start(config);
            CountDownLatch ended = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                gateway.close();
                ended.countDown();
            }));
            String address = "http://" + config.http().host() + ":" + gateway.port() + "/";
            if (isForAPerson) {
                System.out.println("Gateway of " + config.pipeline() + ": " + address + "  (Ctrl-C ends it)");
            } else {
                // whoever said where logs go collects standard output, and wants nothing else there
                LoggerFactory.getLogger(Main.class).info("Gateway of {}: {}", config.pipeline(), address);
            }
            ended.await();
        } catch (ConfigException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        } catch (UncheckedIOException | io.javalin.util.JavalinException e) {
            System.err.println("millrace gateway: " + e.getMessage());
            System.exit(1);
        }
    }
}
