package io.millrace.model.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.model.Sha256;
import io.millrace.model.store.FetchException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileFetchTest {
    private static final String CONTENT = "<PMML/>";
    private static final String SHA256 = Sha256.of(CONTENT);

    @TempDir
    Path temporary;

    private Path allowed;
    private ModelStore store;
    private ModelFetcher fetcher;

    @BeforeEach
    void allow() throws IOException {
        temporary = temporary.toRealPath();
        allowed = Files.createDirectory(temporary.resolve("allowed"));
        store = ModelStore.open(temporary.resolve("models"));
        fetcher = new ModelFetcher(store, FetchPolicy.of(List.of("file:" + allowed + "/")));
    }

    private FetchException refused(String uri, String sha256, long size) {
        FetchException refused = catchThrowableOfType(FetchException.class, () -> fetcher.fetch(uri, sha256, size));
        assertThat(refused).as(uri).isNotNull();
        assertThat(store.folder().resolve("incoming")).isEmptyDirectory();
        assertThat(store.find(SHA256)).isEmpty();
        return refused;
    }

    @Test
    void copiesToTheStore() throws Exception {
        Path file = Files.writeString(allowed.resolve("delay 2.pmml"), CONTENT);
        Path stored = fetcher.fetch("file:" + allowed + "/delay%202.pmml", SHA256, 7);
        assertThat(stored).isEqualTo(store.folder().resolve(SHA256 + ".pmml")).hasContent(CONTENT);
        Files.delete(file);
        assertThat(fetcher.fetch(file.toUri().toString(), SHA256, 7)).isEqualTo(stored);
    }

    /** Whatever folders and files are called, what the JDK makes of their paths is an address. */
    @Test
    void allNamesOfFilesHaveAnAddress() throws Exception {
        Path folder = Files.createDirectory(temporary.resolve("My (best) models; 100%, & 'more' $x=1+1 #1 [a]?"));
        Path file = Files.writeString(folder.resolve("50%2f..;x*.pmml"), CONTENT);
        fetcher = new ModelFetcher(store, FetchPolicy.of(List.of(folder.toUri().toString())));
        assertThat(fetcher.fetch(file.toUri().toString(), SHA256, 7)).hasContent(CONTENT);
    }

    @Test
    void aDamagedFileIsFetchedAnew() throws Exception {
        Path file = Files.writeString(allowed.resolve("delay.pmml"), CONTENT);
        Path stored = fetcher.fetch(file.toUri().toString(), SHA256, 7);
        Files.writeString(stored, "damaged");
        assertThat(fetcher.fetch(file.toUri().toString(), SHA256, 7))
                .isEqualTo(stored)
                .hasContent(CONTENT);
    }

    @Test
    void hashAndSizeMustBeTheCommands() throws IOException {
        String uri =
                Files.writeString(allowed.resolve("x.pmml"), CONTENT).toUri().toString();
        FetchException hash = refused(uri, "0".repeat(64), 7);
        assertThat(hash.reason()).isEqualTo(Reason.HASH);
        assertThat(hash.isSecurity()).isTrue();
        assertThat(hash.isRetryable()).isFalse();
        assertThat(hash).hasMessageContaining("sha256 must be " + "0".repeat(64) + ", found " + SHA256);
        assertThat(refused(uri, "ABC", 7).reason()).isEqualTo(Reason.HASH);
        assertThat(refused(uri, SHA256, 6).reason()).isEqualTo(Reason.SIZE);
        assertThat(refused(uri, SHA256, 8).reason()).isEqualTo(Reason.SIZE);
        assertThat(refused(uri, SHA256, 0).reason()).isEqualTo(Reason.SIZE);
        assertThat(refused(uri, SHA256, (512L << 20) + 1)).hasMessageContaining("must be from 1 to 536870912 bytes");
    }

    @Test
    void linksDoNotLeadOutOfTheFolder() throws IOException {
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Files.writeString(outside.resolve("secret.pmml"), CONTENT);
        Files.createSymbolicLink(allowed.resolve("file.pmml"), outside.resolve("secret.pmml"));
        Files.createSymbolicLink(allowed.resolve("folder"), outside);
        for (String name : List.of("file.pmml", "folder/secret.pmml")) {
            FetchException refused = refused("file:" + allowed + "/" + name, SHA256, 7);
            assertThat(refused.reason()).isEqualTo(Reason.ADDRESS);
            assertThat(refused.isSecurity()).isTrue();
        }
        assertThat(refused("file:" + outside + "/secret.pmml", SHA256, 7).reason())
                .isEqualTo(Reason.ADDRESS);
        assertThat(refused("file:" + allowed + "x/secret.pmml", SHA256, 7).reason())
                .isEqualTo(Reason.ADDRESS);
    }

    @Test
    void linksInsideTheFolderAreFollowed() throws Exception {
        Files.writeString(allowed.resolve("v2.pmml"), CONTENT);
        Files.createSymbolicLink(allowed.resolve("latest.pmml"), Path.of("v2.pmml"));
        assertThat(fetcher.fetch("file:" + allowed + "/latest.pmml", SHA256, 7)).hasContent(CONTENT);
    }

    @Test
    void onlyFilesThatAreThere() throws Exception {
        FetchException missing = refused("file:" + allowed + "/nowhere.pmml", SHA256, 7);
        assertThat(missing.reason()).isEqualTo(Reason.FETCH_FAILED);
        assertThat(missing.isSecurity()).isFalse();
        Files.createDirectory(allowed.resolve("folder"));
        assertThat(refused("file:" + allowed + "/folder", SHA256, 7).reason()).isEqualTo(Reason.FETCH_FAILED);
        assertThat(new ProcessBuilder("mkfifo", allowed.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();
        FetchException pipe = refused("file:" + allowed + "/pipe", SHA256, 7);
        assertThat(pipe.reason()).isEqualTo(Reason.FETCH_FAILED);
    }

    @Test
    void thePolicyCapsTheSize() throws IOException {
        String uri =
                Files.writeString(allowed.resolve("x.pmml"), CONTENT).toUri().toString();
        fetcher = new ModelFetcher(
                store,
                new FetchPolicy(
                        List.of("file:" + allowed + "/"), List.of(), 6, Duration.ofSeconds(5), S3Settings.DEFAULT));
        assertThat(refused(uri, SHA256, 7)).hasMessage("size: must be from 1 to 6 bytes, found 7");
    }
}
