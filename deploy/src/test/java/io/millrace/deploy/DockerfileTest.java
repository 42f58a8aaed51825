package io.millrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DockerfileTest {
    @Test
    void basesHaveVersions() throws IOException {
        Dockerfile.read().arguments().forEach((name, image) -> {
            if (name.endsWith("_IMAGE")) {
                assertThat(image).as(name).matches("[a-z-]+:\\d.*");
            }
        });
    }

    @Test
    void whatIsCopiedFromTheRepositoryIsThere() throws IOException {
        Dockerfile dockerfile = Dockerfile.read();
        for (String stage : dockerfile.targets()) {
            for (List<String> copy : dockerfile.copies(stage)) {
                if (copy.stream().noneMatch(word -> word.startsWith("--from="))) {
                    String source = copy.get(copy.size() - 2);
                    assertThat(Repository.ROOT.resolve(source)).as(stage).exists();
                }
            }
        }
    }

    @Test
    void nothingOfOursRunsAsRoot() throws IOException {
        Dockerfile dockerfile = Dockerfile.read();
        for (String stage : dockerfile.targets()) {
            if (!stage.equals("flights")) { // stands on flink and changes no user
                assertThat(dockerfile.last(stage, "USER")).as(stage).containsExactly("USER", "9999:9999");
            }
        }
        assertThat(dockerfile.last("flights", "USER")).isEmpty();
        assertThat(dockerfile.stages().get("flights").get(0)).isEqualTo("FROM flink AS flights");
    }
}
