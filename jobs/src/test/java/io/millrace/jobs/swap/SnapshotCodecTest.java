package io.millrace.jobs.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.schemas.CommandKind;
import io.millrace.schemas.MessageFormatException;
import io.millrace.schemas.ModelStatus;
import io.millrace.schemas.StatusPhase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SnapshotCodecTest {
    private static final Path FOLDER = Path.of("src/test/resources/swap");
    /** Oldest first: with statuses of version 1, and of 2. The last one is as this release writes it. */
    private static final List<String> GOLDEN = List.of("snapshot-1.bin", "snapshot-1-status-2.bin");

    private static final List<TimelineEntry.Kind> KINDS = List.of(TimelineEntry.Kind.values());

    private static DeployedModel model(String name, long version) {
        return SwapWorld.deployed(name, version);
    }

    private static ModelStatus committing(long offset, DeployedModel model) {
        return ModelStatus.newBuilder()
                .setTime(Instant.ofEpochMilli(1_000))
                .setPhase(StatusPhase.COMMITTING)
                .setSlot("s")
                .setKind(CommandKind.DEPLOY)
                .setCommandId("c" + offset)
                .setControlOffset(offset)
                .setModel(model.name())
                .setVersion(model.version())
                .setUri(model.uri())
                .setSha256(model.sha256())
                .setSize(model.size())
                .setNotAfter(Instant.ofEpochMilli(9_000))
                .build();
    }

    private static SwapState golden() {
        SwapState state = new SwapState(SwapWorld.PIPELINE_FILE);
        state.nextControlOffset = 12;
        state.decidedAhead.addAll(List.of(14L, 15L));
        state.journalOffset = 40;
        state.nextSequence = 5;
        state.watermark = 1_783_000_000_000L;
        state.entries.add(new TimelineEntry(
                1, TimelineEntry.Kind.CHAMPION, model("forest", 2), 100, Cut.atEventTime(Long.MIN_VALUE), ""));
        state.entries.add(new TimelineEntry(
                2, TimelineEntry.Kind.CANARY, model("tree", 7), 10, Cut.atOffsets(Map.of(0, 100L, 2, 50L)), ""));
        state.entries.add(new TimelineEntry(3, TimelineEntry.Kind.CANARY_END, null, 100, Cut.atEventTime(5_000), ""));
        state.entries.add(new TimelineEntry(
                4, TimelineEntry.Kind.CHAMPION, SwapWorld.PIPELINE_FILE, 100, Cut.atOffsets(Map.of()), ""));
        state.champions.addAll(List.of(model("forest", 1), model("forest", 2)));
        state.earlier.add(model("oak", 3));
        state.shadows.add(new Challenger(model("pine", 4), 25));
        state.highestVersions.put("forest", 2L);
        state.decidedIds.put("c11", 9_000L);
        state.degraded.add(model("forest", 2).sha256());
        state.unconfirmed.put(committing(11, model("forest", 3)), 4L);
        return state;
    }

    private static void assertSame(SwapState actual, SwapState expected, String as) {
        assertThat(actual.nextControlOffset).as(as).isEqualTo(expected.nextControlOffset);
        assertThat(actual.decidedAhead).as(as).isEqualTo(expected.decidedAhead);
        assertThat(actual.journalOffset).as(as).isEqualTo(expected.journalOffset);
        assertThat(actual.nextSequence).as(as).isEqualTo(expected.nextSequence);
        assertThat(actual.watermark).as(as).isEqualTo(expected.watermark);
        assertThat(actual.entries).as(as).isEqualTo(expected.entries);
        assertThat(List.copyOf(actual.champions)).as(as).isEqualTo(List.copyOf(expected.champions));
        assertThat(List.copyOf(actual.earlier)).as(as).isEqualTo(List.copyOf(expected.earlier));
        assertThat(actual.shadows).as(as).isEqualTo(expected.shadows);
        assertThat(actual.highestVersions).as(as).isEqualTo(expected.highestVersions);
        assertThat(actual.decidedIds).as(as).isEqualTo(expected.decidedIds);
        assertThat(actual.degraded).as(as).isEqualTo(expected.degraded);
        assertThat(new HashMap<>(actual.unconfirmed)).as(as).isEqualTo(new HashMap<>(expected.unconfirmed));
    }

    /** What a release has written, every later one reads. */
    @Test
    void theGoldenSnapshotsAreRead() throws IOException {
        byte[] bytes = null;
        for (String name : GOLDEN) {
            bytes = Files.readAllBytes(FOLDER.resolve(name));
            assertSame(SnapshotCodec.decode(bytes, SwapWorld.PIPELINE_FILE), golden(), name);
        }
        assertThat(SnapshotCodec.encode(golden())).isEqualTo(bytes);
    }

    @Test
    void backToThePipelineFileIsBackToWhatItNamesNow() {
        DeployedModel now = DeployedModel.ofPipelineFile("base", 9);
        SwapState state = SnapshotCodec.decode(SnapshotCodec.encode(golden()), now);
        assertThat(state.entries.get(3).model()).isEqualTo(now);
        assertThat(state.highestVersions).containsEntry("base", 9L);
    }

    @Test
    void randomStatesComeBack() {
        long first = new Random().nextLong() >>> 1;
        for (long seed = first; seed < first + 300; seed++) {
            SwapState state = random(new Random(seed));
            assertSame(
                    SnapshotCodec.decode(SnapshotCodec.encode(state), SwapWorld.PIPELINE_FILE), state, "seed " + seed);
        }
    }

    private static SwapState random(Random random) {
        SwapState state = new SwapState(SwapWorld.PIPELINE_FILE);
        state.nextControlOffset = random.nextLong() >>> 1;
        state.journalOffset = random.nextLong() >>> 1;
        state.watermark = random.nextBoolean() ? Long.MIN_VALUE : random.nextLong();
        int count = random.nextInt(20);
        for (int i = 0; i < count; i++) {
            DeployedModel model = model("m" + random.nextInt(5), 1 + random.nextLong(1_000_000));
            state.decidedAhead.add(random.nextLong() >>> 1);
            TimelineEntry.Kind kind = KINDS.get(random.nextInt(KINDS.size()));
            Cut cut = random.nextBoolean()
                    ? Cut.atEventTime(random.nextLong())
                    : Cut.atOffsets(Map.of(random.nextInt(50), random.nextLong() >>> 1, 50, 0L));
            state.entries.add(new TimelineEntry(
                    state.nextSequence++,
                    kind,
                    kind == TimelineEntry.Kind.CANARY_END ? null : model,
                    1 + random.nextInt(100),
                    cut,
                    ""));
            state.champions.add(model);
            state.earlier.add(model("e", i));
            state.shadows.add(new Challenger(model, 1 + random.nextInt(100)));
            state.highestVersions.put(model.name(), model.version());
            state.decidedIds.put("id " + random.nextLong(), random.nextLong());
            state.degraded.add(model.sha256());
            state.unconfirmed.put(committing(random.nextLong() >>> 1, model), random.nextLong());
        }
        return state;
    }

    @Test
    void damagedBytesAreRefused() {
        byte[] bytes = SnapshotCodec.encode(golden());
        assertThatExceptionOfType(MessageFormatException.class)
                .isThrownBy(
                        () -> SnapshotCodec.decode(Arrays.copyOf(bytes, bytes.length - 1), SwapWorld.PIPELINE_FILE));
        bytes[3] ^= 1;
        assertThatExceptionOfType(MessageFormatException.class)
                .isThrownBy(() -> SnapshotCodec.decode(bytes, SwapWorld.PIPELINE_FILE));
    }
}
