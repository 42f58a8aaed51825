package io.millrace.gateway.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.millrace.gateway.auth.Caller;
import io.millrace.gateway.auth.Gatekeeper;
import io.millrace.gateway.auth.TokenRefusedException;
import io.millrace.gateway.config.GatewayConfig.Http;
import io.millrace.gateway.metrics.GatewayMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.server.handler.EagerContentHandler.RetainedContentLoaderFactory;
import org.eclipse.jetty.server.handler.QoSHandler;
import org.eclipse.jetty.server.handler.SizeLimitHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves routes.
 *
 * <p>No client can hold up the others: a body is gathered without a thread until it is whole, at most {@value #MOST_AT_WORK} requests are
 * worked on at a time while some threads stay free for {@code /health}, and who is silent for too long is cut off. Errors are problem
 * details, and repeat nothing of a request that is not escaped.
 */
public final class WebServer implements AutoCloseable {
    /** Most requests that are worked on at a time; further ones wait, then get a 503. */
    public static final int MOST_AT_WORK = 16;

    private static final Logger LOGGER = LoggerFactory.getLogger(WebServer.class);
    private static final int THREADS = 64;
    private static final int FEWEST_THREADS = 8;
    private static final int MOST_WAITING = 256;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final int MOST_HEADERS = 64;
    private static final Set<String> LOCAL_HOSTS = Set.of("127.0.0.1", "localhost", "[::1]");

    private static final String BEGUN = "millrace.begun";
    private static final String ROUTE = "millrace.route";

    private final Gatekeeper gatekeeper;
    private final GatewayMetrics metrics;
    private final Javalin app;

    /** A server that is not started. */
    public WebServer(Http limits, List<Route> routes, Gatekeeper gatekeeper, GatewayMetrics metrics) {
        this.gatekeeper = gatekeeper;
        this.metrics = metrics;
        app = Javalin.create(config -> {
            configure(config, limits);
            routes.forEach(route ->
                    config.routes.addHttpHandler(route.method(), route.path(), request -> serve(route, request)));
        });
    }

    /**
     * Begins to answer.
     *
     * @throws io.javalin.util.JavalinBindException if the port is taken
     */
    public void start() {
        app.start();
    }

    /** The port that it listens on. */
    public int port() {
        return app.port();
    }

    private void configure(JavalinConfig config, Http limits) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.maxRequestSize = limits.maxBody();
        config.http.prefer405over404 = true;
        config.router.ignoreTrailingSlashes = false;
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, FEWEST_THREADS);
        threads.setName("http");
        config.jetty.threadPool = threads;
        config.jetty.modifyHttpConfiguration(http -> {
            http.setUriCompliance(UriCompliance.DEFAULT);
            http.setRequestHeaderSize(limits.maxHeaders());
            http.setSendServerVersion(false);
            http.setSendDateHeader(true);
        });
        config.jetty.addConnector((server, http) -> connector(server, http, limits));
        config.jetty.modifyServer(server -> guard(server, limits));
        config.routes.before(this::begin);
        config.routes.after(this::end);
        config.routes.exception(
                ProblemException.class,
                (e, request) -> Problems.answer(request, e.status(), e.getMessage(), e.errors()));
        config.routes.exception(HttpResponseException.class, (e, request) -> answer(request, e));
        config.routes.exception(Exception.class, (e, request) -> {
            if (e instanceof HttpException http) {
                // what Jetty found while the body came: too large, cut off, too slow
                Problems.answer(request, http.getCode(), "", List.of());
                return;
            }
            Route route = request.attribute(ROUTE);
            LOGGER.error("A request to {} failed", route == null ? "no route" : route.path(), e);
            Problems.answer(request, 500, "Something went wrong here; the log tells what.", List.of());
        });
    }

    private static ServerConnector connector(Server server, HttpConfiguration http, Http limits) {
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(limits.host());
        connector.setPort(limits.port());
        connector.setIdleTimeout(limits.idle().toMillis());
        return connector;
    }

    /** Outermost last: sizes, then the whole body, then one's turn. */
    private static void guard(Server server, Http limits) {
        QoSHandler turns = new QoSHandler();
        turns.setMaxRequestCount(MOST_AT_WORK);
        turns.setMaxSuspendedRequestCount(MOST_WAITING);
        turns.setMaxSuspend(LONGEST_WAIT);
        turns.excludePath("/health");
        turns.excludePath("/v1/signals/stream"); // has a limit of its own
        server.insertHandler(turns);
        server.insertHandler(
                new EagerContentHandler(new RetainedContentLoaderFactory(limits.maxBody() * 2L, -1, true)));
        server.insertHandler(new SizeLimitHandler(limits.maxBody(), -1));
        server.setErrorHandler(new JettyErrors());
        server.addBean(new NetworkConnectionLimit(limits.maxConnections(), server));
    }

    private void begin(Context request) {
        request.attribute(BEGUN, System.nanoTime());
        SecurityHeaders.api().forEach(request::header);
        if (request.req().getHeader("X-HTTP-Method-Override") != null) {
            throw new ProblemException(400, "The method is the request's own; it cannot be overridden.");
        }
        int headers = 0;
        for (var names = request.req().getHeaderNames(); names.hasMoreElements(); names.nextElement()) {
            headers++;
        }
        if (headers > MOST_HEADERS) {
            throw new ProblemException(431, "There must be at most " + MOST_HEADERS + " headers.");
        }
        // where no token is needed, a page of elsewhere whose name leads here must not read through a browser
        if (gatekeeper.isOpen() && !LOCAL_HOSTS.contains(hostName(request))) {
            throw new ProblemException(421, "The header Host must name this machine.");
        }
    }

    private static String hostName(Context request) {
        String host = String.valueOf(request.header("Host")).toLowerCase(Locale.ROOT);
        int port = host.lastIndexOf(':');
        return port > host.lastIndexOf(']') ? host.substring(0, port) : host;
    }

    private void serve(Route route, Context request) throws Exception {
        request.attribute(ROUTE, route);
        if (route.role().isPresent()) {
            Requests.caller(request, admit(route, request));
        }
        route.handler().handle(request);
    }

    private Caller admit(Route route, Context request) {
        Caller caller;
        try {
            caller = gatekeeper.identify(request.header("Authorization"));
        } catch (TokenRefusedException e) {
            metrics.refused(e.reason().name());
            if (e.reason() == TokenRefusedException.Reason.ISSUER_UNREACHABLE) {
                throw new ProblemException(503, e.getMessage());
            }
            request.header("WWW-Authenticate", "Bearer");
            throw new ProblemException(401, e.getMessage());
        }
        if (!caller.may(route.role().get())) {
            if (gatekeeper.isOpen()) {
                metrics.refused(TokenRefusedException.Reason.MISSING.name());
                request.header("WWW-Authenticate", "Bearer");
                throw new ProblemException(
                        401, "A bearer token is needed, and this gateway is configured without any.");
            }
            metrics.refused("ROLE");
            throw new ProblemException(403, "The role " + route.role().get().text() + " is needed.");
        }
        return caller;
    }

    private static void answer(Context request, HttpResponseException e) {
        String allowed =
                e.getDetails().getOrDefault("availableMethods", e.getDetails().get("Available methods"));
        if (e.getStatus() == 405 && allowed != null) {
            request.header("Allow", allowed);
        }
        Problems.answer(request, e.getStatus(), "", List.of());
    }

    private void end(Context request) {
        Long begun = request.attribute(BEGUN);
        if (begun != null) {
            Route route = request.attribute(ROUTE);
            // what nobody named here must not become a series
            metrics.request(
                    route == null ? "other" : route.method().name(),
                    route == null ? "none" : route.path(),
                    request.statusCode(),
                    Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    @Override
    public void close() {
        app.stop();
    }
}
