package io.millrace.model.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class WorkingFolderTest {
    /** What a writer writes at least: more than one look at the folder finds. */
    private static final int FILES = 2_000;

    @Test
    void goesAlsoWhileAnEngineStillUnpacksItsLibraries() throws Exception {
        WorkingFolder folder = WorkingFolder.create();
        CountDownLatch began = new CountDownLatch(1);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> write(folder.path(), began));
        began.await();
        folder.close();
        writer.join();
        assertThat(folder.path()).doesNotExist();
    }

    private static void write(Path folder, CountDownLatch began) {
        for (int i = 0; i < FILES && Files.exists(folder); i++) {
            try {
                Path unpacked = folder.resolve("library" + i % 10);
                if (!Files.exists(unpacked)) {
                    Files.createDirectory(unpacked);
                }
                Files.writeString(unpacked.resolve("file" + i), "native");
            } catch (IOException e) {
                // deleted under its hands, as it should be
            }
            began.countDown();
        }
    }

    @Test
    void isNoFolderThatSomebodyElseMade() {
        assertThatThrownBy(() -> new WorkingFolder(Path.of("/tmp")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be named millrace-validation-…: path=/tmp");
    }
}
