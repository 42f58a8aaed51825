package io.millrace.jobs.pipeline;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * An address that signals are posted to. Address and headers may be secrets: they are never shown. Immutable.
 */
public final class Webhook implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final URI url;
    private final TreeMap<String, String> headers;
    private final Duration timeout;
    private final int attempts;

    /**
     * A webhook.
     *
     * @param name by which actions name it
     * @param url http or https, with a host
     * @param headers that each request has, by name
     * @param timeout of one request, from connecting to the end of the answer
     * @param attempts after how many requests without success a signal is given up, at least 1
     */
    public Webhook(String name, URI url, Map<String, String> headers, Duration timeout, int attempts) {
        this.name = name;
        this.url = url;
        this.headers = new TreeMap<>(headers);
        this.timeout = timeout;
        this.attempts = attempts;
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Where to. Never print it. */
    public URI url() {
        return url;
    }

    /** Headers by name, a copy. Never print them. */
    public Map<String, String> headers() {
        return new TreeMap<>(headers);
    }

    /** Of one request. */
    public Duration timeout() {
        return timeout;
    }

    /** After how many requests without success a signal is given up. */
    public int attempts() {
        return attempts;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Webhook that
                && name.equals(that.name)
                && url.equals(that.url)
                && headers.equals(that.headers)
                && timeout.equals(that.timeout)
                && attempts == that.attempts;
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, url, headers, timeout, attempts);
    }

    @Override
    public String toString() {
        return "webhook " + name + " (address not shown)";
    }
}
