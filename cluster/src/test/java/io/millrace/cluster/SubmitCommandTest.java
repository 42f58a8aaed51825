package io.millrace.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.ParameterException;

class SubmitCommandTest {
    @TempDir
    private Path folder;

    @Test
    void wrongArgumentsAreThrownBecauseFlinkShowsExceptions() {
        assertThatThrownBy(() -> Main.main(new String[] {"cooking", "pipeline.yaml"}))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("cooking");
        assertThatThrownBy(() -> Main.main(new String[] {"scoring"}))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("FILE");
        assertThatThrownBy(() -> Main.main(new String[] {"scoring", "pipeline.yaml", "--until-stopped"}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--data-dir");
    }

    @Test
    void aJobThatThePipelineHasNotIsRefusedBeforeAnythingStarts() {
        String pipeline = Path.of("../examples/flights/pipeline.yaml").toString();

        assertThatThrownBy(() -> Main.main(new String[] {"learning", pipeline}))
                .hasMessageContaining("learners: is required by the learning job, found nothing");
        assertThatThrownBy(() -> Main.main(new String[] {"monitoring", pipeline}))
                .hasMessageContaining("drift: is required by the monitoring job, found nothing");
    }

    @Test
    void theNewestCompleteCheckpointIsFound() throws Exception {
        JobFolder job = new JobFolder(folder.resolve("scoring"));
        assertThat(job.newest()).isEmpty();

        Path first = complete("scoring/checkpoints/0f3a/chk-7", 1_000);
        assertThat(job.newest()).contains(first.toUri().toString());
        Path savepoint = complete("scoring/savepoints/savepoint-0f3a-1", 3_000);
        complete("scoring/checkpoints/77aa/chk-1", 2_000);
        Files.createDirectories(folder.resolve("scoring/checkpoints/77aa/chk-2"));

        assertThat(job.newest()).contains(savepoint.toUri().toString());
    }

    private Path complete(String name, long modified) throws Exception {
        Path checkpoint = Files.createDirectories(folder.resolve(name));
        Path metadata = Files.createFile(checkpoint.resolve("_metadata"));
        assertThat(metadata.toFile().setLastModified(modified)).isTrue();
        return checkpoint;
    }
}
