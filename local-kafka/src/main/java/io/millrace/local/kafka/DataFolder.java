package io.millrace.local.kafka;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What lies in a broker's folder. The lock is held by the broker's process for its whole life, so it ends with that
 * process, however that ends.
 */
record DataFolder(Path root) {
    Path logFile() {
        return root.resolve("broker.log");
    }

    Path properties() {
        return root.resolve("broker.properties");
    }

    Path logs() {
        return root.resolve("logs");
    }

    /** The broker's temporary files, such as native libraries: a killed one leaves them behind. */
    Path temporary() {
        return root.resolve("tmp");
    }

    private Path lockFile() {
        return root.resolve("broker.lock");
    }

    /**
     * Takes the folder for this process, until the process ends or the channel is closed, and notes the process's id.
     *
     * @return the channel that holds the lock; it must stay reachable
     * @throws LocalKafkaException if another process has it
     */
    FileChannel lock() throws IOException {
        FileChannel channel = FileChannel.open(
                lockFile(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw inUse();
        }
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
        return channel;
    }

    private LocalKafkaException inUse() throws IOException {
        return new LocalKafkaException("data folder " + root + " is in use by another broker, process "
                + Files.readString(lockFile()).strip() + ": stop that one or choose another folder");
    }
}
