package io.millrace.gateway.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConsumerThreadTest {
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final AbstractAppender appender = new AbstractAppender("seen", null, null, false, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
            log.add(event.getMessage().getFormattedMessage());
        }
    };

    private static Logger logger() {
        return (Logger) LogManager.getLogger(ConsumerThread.class);
    }

    @BeforeEach
    void listen() {
        appender.start();
        logger().addAppender(appender);
    }

    @AfterEach
    void stopListening() {
        logger().removeAppender(appender);
        appender.stop();
    }

    @Test
    void aFailureIsToldEachTimeAndLoggedOnce() throws InterruptedException {
        AtomicInteger connections = new AtomicInteger();
        CountDownLatch failures = new CountDownLatch(20);
        try (ConsumerThread thread = new ConsumerThread(
                "test",
                "orders: cannot be read",
                () -> {
                    throw new KafkaException(connections.incrementAndGet() <= 10 ? "no broker" : "no access");
                },
                1,
                consumer -> {},
                problem -> failures.countDown())) {
            thread.start();
            assertThat(failures.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(log)
                .containsExactly(
                        "orders: cannot be read, trying on: no broker", "orders: cannot be read, trying on: no access");
    }
}
