package io.millrace.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.store.StoredModel;
import io.millrace.schemas.CommandKind;
import io.millrace.schemas.ControlCommand;
import io.millrace.schemas.Prediction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The savepoint of an earlier release, with a timeline of two entries, goes on as if that release had. It is made anew, for a new
 * release and in a folder of its own, by {@code -Dmillrace.golden=write}; files of earlier ones are never changed.
 */
@Timeout(600)
class SwapGoldenIT {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "savepoints", "0.1");
    private static final int PARTITIONS = 2;
    private static final int AT_SAVEPOINT = 200;
    private static final int CUT = 300;

    /** Nobody is asked there, because the store has the models. */
    private static final String ADDRESS = "http://127.0.0.1:1/";

    private static SwapTestBed bed(Path folder) throws Exception {
        SwapTestBed bed = new SwapTestBed(
                folder, SwapTestBed.Options.of(PARTITIONS).withName("golden").withAllowed(ADDRESS));
        for (long version = 10; version <= 11; version++) {
            bed.store().add(bed.models().good(version).path());
        }
        return bed;
    }

    @Test
    @DisabledIfSystemProperty(named = "millrace.golden", matches = "write")
    void goesOnFromTheSavepointOfAnEarlierRelease(@TempDir Path folder) throws Exception {
        try (SwapTestBed bed = bed(folder)) {
            bed.send(0, AT_SAVEPOINT);
            bed.start(PARTITIONS, Optional.of(GOLDEN.toAbsolutePath()), source -> {});
            bed.send(AT_SAVEPOINT, CUT + 100);
            SwapTestBed.await(() -> bed.answers().size() >= CUT + 100 - AT_SAVEPOINT, "all must be answered");
            for (Prediction answer : bed.answers()) {
                int i = Integer.parseInt(answer.getEventId().substring(1));
                assertThat(i).isGreaterThanOrEqualTo(AT_SAVEPOINT);
                assertThat(answer.getModelVersion()).as(answer.toString()).isEqualTo(i < CUT ? 10 : 11);
                assertThat(answer.getDegradation()).isNull();
            }
            assertThat(bed.status()).isEqualTo(JobStatus.RUNNING);
            assertThat(bed.wasRestarted()).isFalse();
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "millrace.golden", matches = "write")
    void writesTheSavepointOfThisRelease(@TempDir Path folder) throws Exception {
        try (SwapTestBed bed = bed(folder)) {
            bed.start(PARTITIONS);
            bed.send(0, AT_SAVEPOINT / 2);
            bed.check();
            bed.carryOut(command(bed, 10));
            bed.send(AT_SAVEPOINT / 2, AT_SAVEPOINT);
            bed.carryOut(command(bed, 11).setEffectiveFrom(Instant.ofEpochMilli(SwapTestBed.time(CUT))));
            bed.check();
            Path savepoint = bed.stopWithSavepoint();
            Files.createDirectories(GOLDEN);
            Path golden = GOLDEN.resolve("_metadata");
            assertThat(golden).doesNotExist();
            Files.writeString(
                    golden,
                    withoutFolder(
                            Files.readString(savepoint.resolve("_metadata"), StandardCharsets.ISO_8859_1),
                            folder.toString()),
                    StandardCharsets.ISO_8859_1);
        }
    }

    /** All state is in the one file; what it names besides are only names, of which the test's folder is none of ours. */
    private static String withoutFolder(String metadata, String folder) {
        String other = ("/golden" + "-".repeat(folder.length())).substring(0, folder.length());
        return metadata.replace(folder, other);
    }

    private static ControlCommand.Builder command(SwapTestBed bed, long version) {
        StoredModel model = bed.models().good(version);
        return bed.command(CommandKind.DEPLOY, version, model).setUri(ADDRESS + version + ".zip");
    }
}
