package io.millrace.model.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * HTTP/1.1 over plain sockets or TLS, each request on a connection of its own. Connects to the request's address, whatever
 * a name server says meanwhile. Knows no redirects, proxies, cookies, passwords, compression or protocol upgrades. Safe for
 * all threads.
 */
public final class HttpConnector implements Connector {
    private static final int MOST_HEADERS = 100;
    private static final int MOST_LINE = 16 << 10;
    private static final long LOOK_MILLIS = 50;
    private static final ScheduledThreadPoolExecutor WATCH = watch();

    private final SSLContext trust;

    /**
     * A connector.
     *
     * @param trust which certificates it trusts; the host is checked in any case
     */
    public HttpConnector(SSLContext trust) {
        this.trust = trust;
    }

    private static ScheduledThreadPoolExecutor watch() {
        ScheduledThreadPoolExecutor watch = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "millrace-fetch-deadline");
            thread.setDaemon(true);
            return thread;
        });
        watch.setRemoveOnCancelPolicy(true);
        return watch;
    }

    @Override
    public Response get(Request request, Deadline deadline) throws IOException {
        HttpGet get = new HttpGet(request.path());
        // The library would add the usual port, which an S3 server takes for another host than the signed one.
        get.setHeader(HttpHeaders.HOST, request.authority());
        request.headers().forEach(get::setHeader);
        get.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
        // Timeouts of the library start anew with each byte, and sockets ignore interrupts; the watch ends all of it.
        Thread caller = Thread.currentThread();
        Runnable look = () -> {
            if (deadline.isOver() || caller.isInterrupted()) {
                get.cancel();
            }
        };
        Future<?> watch = WATCH.scheduleWithFixedDelay(look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        CloseableHttpClient client = client(request, Timeout.of(deadline.left()));
        try {
            HttpHost target = new HttpHost(request.isTls() ? "https" : "http", bare(request.host()), request.port());
            return new HttpResponse(client.executeOpen(target, get, null), get, client, watch);
        } catch (IOException | RuntimeException e) {
            close(get, client, watch);
            throw e;
        }
    }

    private CloseableHttpClient client(Request request, Timeout timeout) {
        PoolingHttpClientConnectionManager connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new Pinned(bare(request.host()), request.address()))
                .setTlsSocketStrategy(
                        ClientTlsStrategyBuilder.create().setSslContext(trust).buildClassic())
                .setDefaultTlsConfig(
                        TlsConfig.custom().setHandshakeTimeout(timeout).build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(timeout)
                        .setSocketTimeout(timeout)
                        .build())
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom()
                                .setMaxHeaderCount(MOST_HEADERS)
                                .setMaxLineLength(MOST_LINE)
                                .build())
                        .build())
                .build();
        return HttpClients.custom()
                .setConnectionManager(connections)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(timeout)
                        .setRedirectsEnabled(false)
                        .setAuthenticationEnabled(false)
                        .setContentCompressionEnabled(false)
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableAuthCaching()
                .disableCookieManagement()
                .disableContentCompression()
                .setUserAgent("millrace")
                .build();
    }

    /** Cancels first: closing a response by the library's own means would read its rest, which may have no end. */
    private static void close(HttpGet get, CloseableHttpClient client, Future<?> watch) {
        watch.cancel(false);
        get.cancel();
        client.close(CloseMode.IMMEDIATE);
    }

    /** The library writes the brackets of an IPv6 address itself. */
    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** A name server that knows one host. */
    private record Pinned(String host, InetAddress address) implements DnsResolver {
        @Override
        public InetAddress[] resolve(String name) throws UnknownHostException {
            if (!name.equals(host)) {
                throw new UnknownHostException("must be " + host + ", found " + name);
            }
            return new InetAddress[] {address};
        }

        @Override
        public String resolveCanonicalHostname(String name) {
            return name;
        }
    }

    private record HttpResponse(ClassicHttpResponse answer, HttpGet get, CloseableHttpClient client, Future<?> watch)
            implements Response {
        @Override
        public int status() {
            return answer.getCode();
        }

        @Override
        public long contentLength() {
            HttpEntity content = answer.getEntity();
            return content == null ? 0 : content.getContentLength();
        }

        @Override
        public InputStream body() throws IOException {
            HttpEntity content = answer.getEntity();
            return content == null ? InputStream.nullInputStream() : content.getContent();
        }

        @Override
        public void close() {
            HttpConnector.close(get, client, watch);
        }
    }
}
