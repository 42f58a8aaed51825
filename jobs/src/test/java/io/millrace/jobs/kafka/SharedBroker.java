package io.millrace.jobs.kafka;

import io.millrace.local.kafka.LocalKafka;
import io.millrace.local.kafka.LocalKafkaConfig;
import java.nio.file.Path;

/**
 * The broker of all test classes that run in this JVM, which start within seconds each because of it. So topics and
 * transactional ids must be of names that no other test takes: {@link #freshName}. Tests that change the broker itself start
 * their own.
 */
public final class SharedBroker {
    private static LocalKafka broker;
    private static int names;

    private SharedBroker() {}

    /** Where clients connect; the broker is started by the first call and ends with this JVM. */
    public static synchronized String bootstrap() {
        if (broker == null) {
            String process = Long.toString(ProcessHandle.current().pid());
            broker = LocalKafka.start(LocalKafkaConfig.of(Path.of("target", "shared-broker", process)));
        }
        return broker.bootstrap();
    }

    /** A name for a pipeline that no other test of this JVM has. */
    public static synchronized String freshName() {
        names++;
        return "it" + names;
    }
}
