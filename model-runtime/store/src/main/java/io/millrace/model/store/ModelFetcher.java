package io.millrace.model.store;

import io.millrace.model.Sha256;
import io.millrace.model.store.FetchException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * Fetches models to the store, from where its policy allows and from nowhere else. What arrives is hashed while it is
 * written; it becomes a model only with the hash and the size that were asked for.
 *
 * <p>A fetch has up to {@value #ATTEMPTS} attempts, with pauses between, within one deadline. A host is resolved
 * until it is known, and not again; all its addresses are checked, and attempts connect to exactly these. Several fetches of one hash at a time in a process are
 * one. Safe for all threads.
 */
public final class ModelFetcher {
    /** Most attempts a fetch. */
    public static final int ATTEMPTS = 3;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final int PAUSE_GROWTH = 4;
    private static final int CHUNK = 1 << 16;
    private static final int OK = 200;

    /** Fetches under way in this process, by what they will be; whoever comes later waits for them. */
    private static final Map<Path, CountDownLatch> UNDER_WAY = new ConcurrentHashMap<>();

    private final ModelStore store;
    private final FetchPolicy policy;
    private final List<ModelUri> folders;
    private final AddressRules rules;
    private final Resolver resolver;
    private final Connector connector;
    private final Supplier<Optional<S3Credentials>> credentials;
    private final Clock clock;
    private final Duration firstPause;

    /** A fetcher that uses the system's resolver and trusts the certificates that the JVM trusts. */
    public ModelFetcher(ModelStore store, FetchPolicy policy) {
        this(store, policy, Resolver.SYSTEM, new HttpConnector(systemTrust()), S3Credentials::fromEnvironment);
    }

    /**
     * A fetcher.
     *
     * @param credentials asked before each S3 request; empty: it is not signed
     */
    public ModelFetcher(
            ModelStore store,
            FetchPolicy policy,
            Resolver resolver,
            Connector connector,
            Supplier<Optional<S3Credentials>> credentials) {
        this(store, policy, resolver, connector, credentials, Clock.systemUTC(), FIRST_PAUSE);
    }

    ModelFetcher(
            ModelStore store,
            FetchPolicy policy,
            Resolver resolver,
            Connector connector,
            Supplier<Optional<S3Credentials>> credentials,
            Clock clock,
            Duration firstPause) {
        this.store = store;
        this.policy = policy;
        this.resolver = resolver;
        this.connector = connector;
        this.credentials = credentials;
        this.clock = clock;
        this.firstPause = firstPause;
        folders = policy.folders();
        rules = new AddressRules(
                policy.privateNetworks().stream().map(PrivateNetwork::parse).toList());
    }

    private static SSLContext systemTrust() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JVM's trusted certificates must be readable: " + e, e);
        }
    }

    /**
     * Makes sure that the store has a model. Nothing is fetched if it has it already, but the address is checked all the
     * same, so that a command has one outcome wherever it is tried.
     *
     * @param uri where its file lies
     * @param sha256 hash of the file, 64 lower-case hexadecimal digits
     * @param size its bytes
     * @return where it lies in the store
     * @throws FetchException if it was not fetched; nothing of it is left. An interrupt ends it as FETCH_FAILED
     */
    public Path fetch(String uri, String sha256, long size) throws FetchException {
        Deadline deadline = Deadline.in(policy.timeout());
        ModelUri address = allowed(uri);
        if (!Sha256.isHash(sha256)) {
            throw new FetchException(
                    Reason.HASH, false, "sha256: " + Sha256.RULE + ", found " + ModelUri.printable(sha256));
        }
        if (size < 1 || size > policy.maxBytes()) {
            throw new FetchException(
                    Reason.SIZE, false, "size: must be from 1 to " + policy.maxBytes() + " bytes, found " + size);
        }
        Path key = store.folder().resolve(sha256);
        while (true) {
            CountDownLatch mine = new CountDownLatch(1);
            CountDownLatch others = UNDER_WAY.putIfAbsent(key, mine);
            if (others != null) {
                await(others, address, deadline);
                continue;
            }
            try {
                Optional<Path> stored = store.findIntact(sha256);
                return stored.isPresent() ? stored.get() : transfer(address, sha256, size, deadline);
            } catch (IOException e) {
                throw new FetchException(Reason.FETCH_FAILED, true, store + ": cannot be read: " + e, e);
            } finally {
                UNDER_WAY.remove(key);
                mine.countDown();
            }
        }
    }

    /** An address as it may be shown and logged: without what can hold secrets, on one line, not too long. */
    public static String printable(String uri) {
        return ModelUri.printable(uri);
    }

    private static void await(CountDownLatch others, ModelUri address, Deadline deadline) throws FetchException {
        try {
            if (!others.await(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
                throw timeout(address, null);
            }
        } catch (InterruptedException e) {
            throw interrupted(address, e);
        }
    }

    private ModelUri allowed(String uri) throws FetchException {
        ModelUri address;
        try {
            address = ModelUri.file(uri);
        } catch (IllegalArgumentException e) {
            throw new FetchException(Reason.ADDRESS, false, "uri: " + e.getMessage(), e);
        }
        if (folders.stream().noneMatch(folder -> folder.holds(address))) {
            throw new FetchException(
                    Reason.ADDRESS,
                    false,
                    "uri: must lie in a folder that models may be fetched from, found " + address);
        }
        return address;
    }

    private Path transfer(ModelUri address, String sha256, long size, Deadline deadline) throws FetchException {
        if (address.scheme().equals("file")) {
            return copy(address, sha256, size, deadline);
        }
        ModelUri server = server(address);
        List<InetAddress> addresses = List.of();
        Duration pause = firstPause;
        for (int attempt = 0; ; attempt++) {
            try {
                addresses = addresses.isEmpty() ? resolve(server, deadline) : addresses;
                return download(address, server, addresses.get(attempt % addresses.size()), sha256, size, deadline);
            } catch (FetchException e) {
                boolean isLast = attempt + 1 == ATTEMPTS || e.reason() == Reason.TIMEOUT;
                if (isLast || !e.isRetryable() || deadline.left().compareTo(pause) < 0) {
                    throw e;
                }
                pause(pause, address);
                pause = pause.multipliedBy(PAUSE_GROWTH);
            }
        }
    }

    private static void pause(Duration pause, ModelUri address) throws FetchException {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            throw interrupted(address, e);
        }
    }

    /** Where an allowed address is asked for. */
    private ModelUri server(ModelUri address) {
        if (!address.scheme().equals("s3")) {
            return address;
        }
        String key = S3Signer.encode(address.decodedPath());
        if (!policy.s3().endpoint().isEmpty()) {
            ModelUri endpoint = ModelUri.folder(policy.s3().endpoint());
            return new ModelUri(endpoint.scheme(), endpoint.host(), endpoint.port(), "/" + address.host() + key);
        }
        String amazon = "s3." + policy.s3().region() + ".amazonaws.com";
        // A dot in the bucket's name is one level more than Amazon's certificates cover.
        return address.host().contains(".")
                ? new ModelUri("https", amazon, 443, "/" + address.host() + key)
                : new ModelUri("https", address.host() + "." + amazon, 443, key);
    }

    private List<InetAddress> resolve(ModelUri server, Deadline deadline) throws FetchException {
        FutureTask<List<InetAddress>> task = new FutureTask<>(() -> resolver.resolve(server.host()));
        // A name server that does not answer holds its caller for longer than a fetch may take.
        Thread thread = new Thread(task, "millrace-fetch-resolve");
        thread.setDaemon(true);
        thread.start();
        List<InetAddress> addresses;
        try {
            addresses = List.copyOf(task.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            throw timeout(server, e);
        } catch (InterruptedException e) {
            throw interrupted(server, e);
        } catch (ExecutionException e) {
            throw new FetchException(
                    Reason.FETCH_FAILED, true, server.host() + ": cannot be resolved: " + e.getCause(), e);
        }
        if (addresses.isEmpty()) {
            throw new FetchException(Reason.FETCH_FAILED, true, server.host() + ": has no address");
        }
        for (InetAddress address : addresses) {
            Optional<String> objection = rules.objection(server.host(), address);
            if (objection.isPresent()) {
                throw new FetchException(
                        Reason.ADDRESS,
                        false,
                        server.host() + ": must not lead to a refused network, found " + address.getHostAddress() + " ("
                                + objection.get() + ")");
            }
        }
        return addresses;
    }

    private Path download(
            ModelUri address, ModelUri server, InetAddress peer, String sha256, long size, Deadline deadline)
            throws FetchException {
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted(address, null); // a resolver that is quick enough does not notice
        }
        boolean isTls = server.scheme().equals("https");
        Connector.Request request =
                new Connector.Request(isTls, server.host(), server.port(), server.path(), Map.of(), peer);
        if (address.scheme().equals("s3")) {
            request = signed(request);
        }
        try (Connector.Response response = connector.get(request, deadline)) {
            checkAnswer(address, response, size);
            return receive(address, response.body(), sha256, size, deadline);
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new FetchException(Reason.FETCH_FAILED, true, address + ": interrupted", e);
            }
            if (deadline.isOver()) {
                throw timeout(address, e);
            }
            throw new FetchException(Reason.FETCH_FAILED, true, address + ": " + e, e);
        }
    }

    private Connector.Request signed(Connector.Request request) {
        Map<String, String> headers = credentials
                .get()
                .map(who -> new S3Signer(who, policy.s3().region())
                        .headers(request.authority(), request.path(), Map.of(), clock.instant()))
                .orElse(Map.of());
        return new Connector.Request(
                request.isTls(), request.host(), request.port(), request.path(), headers, request.address());
    }

    private static void checkAnswer(ModelUri address, Connector.Response response, long size) throws FetchException {
        int status = response.status();
        if (status >= 300 && status < 400) {
            throw new FetchException(Reason.ADDRESS, false, address + ": must not redirect, found status " + status);
        }
        if (status != OK) {
            boolean mayPass = status >= 500 || status == 429 || status == 408;
            throw new FetchException(
                    Reason.FETCH_FAILED, mayPass, address + ": must answer with status 200, found " + status);
        }
        long length = response.contentLength();
        if (length >= 0 && length != size) {
            throw wrongSize(address, size, Long.toString(length));
        }
    }

    private Path receive(ModelUri address, InputStream in, String sha256, long size, Deadline deadline)
            throws FetchException, IOException {
        byte[] chunk = new byte[CHUNK];
        try (IncomingFile file = store.begin()) {
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                if (file.length() + count > size) {
                    throw wrongSize(address, size, "more");
                }
                file.write(chunk, 0, count);
                if (deadline.isOver()) {
                    throw timeout(address, null);
                }
            }
            if (file.length() != size) {
                throw wrongSize(address, size, Long.toString(file.length()));
            }
            if (!file.sha256().equals(sha256)) {
                throw new FetchException(
                        Reason.HASH, false, address + ": sha256 must be " + sha256 + ", found " + file.sha256());
            }
            return file.keep().path();
        }
    }

    private Path copy(ModelUri address, String sha256, long size, Deadline deadline) throws FetchException {
        try {
            Path file = address.localPath().toRealPath();
            if (!isInAllowedFolder(file, address)) {
                throw new FetchException(
                        Reason.ADDRESS, false, address + ": must lie in its allowed folder, found " + file);
            }
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new FetchException(Reason.FETCH_FAILED, false, address + ": must be a file, no folder or device");
            }
            long found = Files.size(file);
            if (found != size) {
                throw wrongSize(address, size, Long.toString(found));
            }
            try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                return receive(address, in, sha256, size, deadline);
            }
        } catch (InvalidPathException e) {
            throw new FetchException(Reason.ADDRESS, false, address + ": must be a path: " + e.getReason(), e);
        } catch (NoSuchFileException e) {
            throw new FetchException(Reason.FETCH_FAILED, false, address + ": no such file", e);
        } catch (IOException e) {
            throw new FetchException(Reason.FETCH_FAILED, true, address + ": " + e, e);
        }
    }

    /** Whether links lead out of the folder that the address was allowed for. */
    private boolean isInAllowedFolder(Path file, ModelUri address) throws IOException {
        for (ModelUri folder : folders) {
            if (folder.holds(address) && file.startsWith(folder.localPath().toRealPath())) {
                return true;
            }
        }
        return false;
    }

    private static FetchException wrongSize(ModelUri address, long size, String found) {
        return new FetchException(Reason.SIZE, false, address + ": must have " + size + " bytes, found " + found);
    }

    private static FetchException timeout(ModelUri address, Exception cause) {
        return new FetchException(Reason.TIMEOUT, true, address + ": took longer than a fetch may take", cause);
    }

    private static FetchException interrupted(ModelUri address, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new FetchException(Reason.FETCH_FAILED, true, address + ": interrupted", cause);
    }
}
