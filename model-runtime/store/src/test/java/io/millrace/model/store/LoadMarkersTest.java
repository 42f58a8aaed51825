package io.millrace.model.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.ModelException;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadMarkersTest {
    private static final String MODEL = "a".repeat(64);
    private static final String OTHER = "b".repeat(64);

    @TempDir
    Path temporary;

    private ModelStore store;

    @BeforeEach
    void open() {
        store = ModelStore.open(temporary);
    }

    private LoadMarkers process(String name) {
        return LoadMarkers.of(store, name);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(store.folder().resolve("markers"))) {
            return files.toList();
        }
    }

    @Test
    void aLoadThatEndsLeavesNothing() throws IOException {
        LoadMarkers markers = LoadMarkers.of(store);
        try (LoadMarkers.Marker marker = markers.begin(MODEL, "flights/0")) {
            assertThat(files()).hasSize(1);
            marker.proved();
            assertThat(files()).extracting(Path::getFileName).containsExactly(Path.of(MODEL + ".proved"));
        }
        try (LoadMarkers.Marker failing = markers.begin(OTHER, "flights/0")) {
            assertThat(failing).isNotNull();
        }
        assertThat(files()).hasSize(1);
        assertThat(markers.recover("flights/0")).isEmpty();
        assertThat(markers.isQuarantined(MODEL)).isFalse();
    }

    @Test
    void crashesOfTwoProcessesQuarantine() {
        process("one").begin(MODEL, "flights/0");
        LoadMarkers second = process("two");
        assertThat(second.recover("flights/0")).containsExactly(MODEL);
        assertThat(second.crashes(MODEL)).isEqualTo(1);
        assertThat(second.isQuarantined(MODEL)).isFalse();

        second.begin(MODEL, "flights/0");
        LoadMarkers third = process("three");
        assertThat(third.recover("flights/0")).containsExactly(MODEL);
        assertThat(third.isQuarantined(MODEL)).isTrue();
        assertThat(third.isQuarantined(OTHER)).isFalse();
        assertThat(third.recover("flights/0")).isEmpty();

        process("another").lift(MODEL);
        assertThat(third.crashes(MODEL)).isZero();
        assertThat(third.isQuarantined(MODEL)).isFalse();
    }

    /** Dies like a process that a model's native code takes down. */
    static final class Crash {
        public static void main(String[] arguments) {
            LoadMarkers.of(ModelStore.open(Path.of(arguments[0]))).begin(MODEL, "flights/0");
            Runtime.getRuntime().halt(134);
        }
    }

    private static String classPath() {
        return Stream.of(ModelException.class, LoadMarkers.class, Crash.class)
                .map(type -> Path.of(URI.create(type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toString()))
                        .toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    void realProcessesDiffer() throws Exception {
        for (int crashes = 1; crashes <= 2; crashes++) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            classPath(),
                            Crash.class.getName(),
                            temporary.toString())
                    .inheritIO()
                    .start();
            assertThat(process.waitFor()).isEqualTo(134);
            assertThat(LoadMarkers.of(store).recover("flights/0")).containsExactly(MODEL);
            assertThat(LoadMarkers.of(store).crashes(MODEL)).isEqualTo(crashes);
        }
        assertThat(LoadMarkers.of(store).isQuarantined(MODEL)).isTrue();
    }

    @Test
    void manySubtasksOfOneProcessCrashOnce() {
        LoadMarkers first = process("one");
        for (int subtask = 0; subtask < 4; subtask++) {
            first.begin(MODEL, "flights/" + subtask);
        }
        LoadMarkers second = process("two");
        for (int subtask = 0; subtask < 4; subtask++) {
            second.recover("flights/" + subtask);
        }
        assertThat(second.crashes(MODEL)).isEqualTo(1);
    }

    /** The last good model is loaded beside the one that crashes, in each life. */
    @Test
    void whoHasProvedItselfIsNotSuspectedBesideWhoHasNot() throws IOException {
        process("one").begin(OTHER, "flights/0").proved();
        for (int life = 2; life <= 3; life++) {
            LoadMarkers markers = process("life" + life);
            markers.begin(OTHER, "flights/0");
            markers.begin(MODEL, "flights/0");
            assertThat(process("life" + (life + 1)).recover("flights/0")).containsExactly(MODEL);
        }
        LoadMarkers last = process("life4");
        assertThat(last.isQuarantined(MODEL)).isTrue();
        assertThat(last.crashes(OTHER)).isZero();
        assertThat(files()).noneMatch(file -> file.toString().endsWith(".loading"));

        last.begin(OTHER, "flights/0");
        assertThat(process("life5").recover("flights/0"))
                .as("there is nobody else")
                .containsExactly(OTHER);
    }

    @Test
    void processesAreJudgedOneByOne() {
        process("one").begin(OTHER, "flights/0").proved();
        process("two").begin(OTHER, "flights/0");
        process("three").begin(MODEL, "flights/0");
        assertThat(process("four").recover("flights/0")).containsExactly(MODEL, OTHER);
    }

    @Test
    void anotherOwnersLoadIsLeftAlone() throws IOException {
        process("one").begin(MODEL, "flights/1");
        assertThat(process("two").recover("flights/0")).isEmpty();
        assertThat(process("two").crashes(MODEL)).isZero();
        assertThat(files()).hasSize(1);
    }

    @Test
    void anEarlierLifeInThisProcessCountsUntilItsLoadProvesGood() {
        LoadMarkers markers = process("one");
        LoadMarkers.Marker slow = markers.begin(MODEL, "flights/0");
        assertThat(markers.recover("flights/0")).containsExactly(MODEL);
        assertThat(markers.crashes(MODEL)).isEqualTo(1);
        slow.proved();
        assertThat(markers.crashes(MODEL)).isZero();
    }

    @Test
    void provingDoesNotForgetCrashesElsewhere() {
        process("one").begin(MODEL, "flights/0");
        LoadMarkers second = process("two");
        second.recover("flights/0");
        second.begin(MODEL, "flights/0").proved();
        assertThat(second.crashes(MODEL)).isEqualTo(1);
    }

    @Test
    void manyProcessesShareTheFolder() throws Exception {
        int processes = 8;
        for (int i = 0; i < processes; i++) {
            process("dead" + i).begin(MODEL, "flights/0");
        }
        ExecutorService threads = Executors.newFixedThreadPool(processes);
        try {
            List<Future<?>> recoveries = new ArrayList<>();
            for (int i = 0; i < processes; i++) {
                LoadMarkers alive = process("alive" + i);
                recoveries.add(threads.submit(() -> {
                    alive.recover("flights/0");
                    alive.begin(OTHER, "flights/0").proved();
                }));
            }
            for (Future<?> recovery : recoveries) {
                recovery.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(process("last").crashes(MODEL)).isEqualTo(processes);
        assertThat(files())
                .hasSizeLessThanOrEqualTo(2 * processes + 1)
                .allMatch(file ->
                        file.toString().endsWith(".crash") || file.toString().endsWith(OTHER + ".proved"));
    }

    @Test
    void aHashIsNoPath() {
        LoadMarkers markers = LoadMarkers.of(store);
        assertThatThrownBy(() -> markers.begin("../" + MODEL, "flights/0"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> markers.lift("*")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> markers.isQuarantined("")).isInstanceOf(IllegalArgumentException.class);
    }
}
