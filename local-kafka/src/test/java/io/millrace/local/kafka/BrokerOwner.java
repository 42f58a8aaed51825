package io.millrace.local.kafka;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A program that starts a broker, notes the broker's process and then waits to be killed. */
final class BrokerOwner {
    private BrokerOwner() {}

    /** Arguments: the data folder, the file that gets the broker's process id and port once it answers. */
    public static void main(String[] args) throws Exception {
        LocalKafka kafka = LocalKafka.start(LocalKafkaConfig.of(Path.of(args[0])));
        Path note = Path.of(args[1]);
        Path whole = Files.writeString(note.resolveSibling("note.tmp"), kafka.pid() + " " + kafka.bootstrap());
        Files.move(whole, note, StandardCopyOption.ATOMIC_MOVE);
        Thread.currentThread().join();
    }
}
