package io.millrace.jobs.monitoring;

import io.millrace.jobs.pipeline.Webhook;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Posts over HTTP. Redirects are not followed, what is answered is not read, and the whole exchange has one deadline. Before each request the
 * host's addresses are looked up: link-local ones, where clouds keep their metadata service, multicast and unspecified ones are never asked,
 * this machine's only under its own name.
 */
final class HttpTransport implements WebhookTransport {
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(LONGEST_CONNECT)
            .build();

    @Override
    public int post(Webhook webhook, WebhookCall call) throws IOException, InterruptedException {
        check(webhook.url());
        HttpRequest.Builder request = HttpRequest.newBuilder(webhook.url())
                .header("Content-Type", "application/json")
                .header("User-Agent", "millrace")
                .header("Idempotency-Key", call.id())
                .POST(HttpRequest.BodyPublishers.ofString(call.body()));
        webhook.headers().forEach(request::setHeader);
        // A request's own timeout ends with the head of the answer, and a body may be endless.
        CompletableFuture<HttpResponse<Void>> answer =
                client.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding());
        try {
            return answer.get(webhook.timeout().toMillis(), TimeUnit.MILLISECONDS)
                    .statusCode();
        } catch (ExecutionException e) {
            // The client's own messages may have the address.
            throw new IOException("no answer: " + e.getCause().getClass().getSimpleName(), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + webhook.timeout().toMillis() + " ms", e);
        } finally {
            answer.cancel(true);
        }
    }

    private static void check(URI url) throws IOException {
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(url.getHost());
        } catch (UnknownHostException e) {
            throw new IOException("its host is not known", e);
        }
        for (InetAddress address : addresses) {
            if (address.isLinkLocalAddress() || address.isMulticastAddress() || address.isAnyLocalAddress()) {
                throw new IOException("its host is at an address that must not be asked");
            }
            if (address.isLoopbackAddress() && "https".equals(url.getScheme()) && !isOwn(url.getHost())) {
                throw new IOException("its host is this machine under another name");
            }
        }
    }

    private static boolean isOwn(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }
}
