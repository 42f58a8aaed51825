package io.millrace.benchmarks;

import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Kafka Streams, exactly_once_v2, a thread for each partition, ONNX Runtime called for each record.
 *
 * <p>Decodes and answers as {@link LoopPeer} does, and commits as often as the scoring job makes checkpoints.
 */
final class StreamsPeer implements Peer {
    private final Workspace workspace;

    StreamsPeer(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    public String name() {
        return "streams";
    }

    @Override
    public void run(Drain drain) throws Exception {
        StreamsBuilder builder = new StreamsBuilder();
        Path onnx = workspace.onnx(drain.model());
        builder.stream(drain.topic(), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
                .process(() -> new Score(onnx))
                .to(drain.answers(), Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
        try (Topics topics = new Topics(drain.bootstrap());
                KafkaStreams streams = new KafkaStreams(builder.build(), new StreamsConfig(properties(drain)))) {
            streams.start();
            Peer.awaitCommitted(topics, drain, () -> !streams.state().hasCompletedShutdown());
            streams.close(Duration.ofSeconds(30));
        }
    }

    private Map<String, Object> properties(Drain drain) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, drain.group());
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, drain.bootstrap());
        properties.put(
                StreamsConfig.STATE_DIR_CONFIG, workspace.folder("streams").toString());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, drain.partitions());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, drain.commitInterval().toMillis());
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
        Topics.consumerProperties(drain.bootstrap())
                .forEach((name, value) -> properties.put(StreamsConfig.consumerPrefix(name), value));
        properties.remove(StreamsConfig.consumerPrefix("enable.auto.commit"));
        properties.remove(StreamsConfig.consumerPrefix("isolation.level"));
        Topics.producerProperties(drain.bootstrap())
                .forEach((name, value) -> properties.put(StreamsConfig.producerPrefix(name), value));
        return properties;
    }

    /** One task's decoder and model. */
    private static final class Score implements Processor<byte[], byte[], byte[], byte[]> {
        private final Path onnx;
        private final ReadingDecoder decoder = new ReadingDecoder();
        private final float[] row = new float[ReadingDecoder.WIDTH];
        private ProcessorContext<byte[], byte[]> context;
        private BareModel model;

        Score(Path onnx) {
            this.onnx = onnx;
        }

        @Override
        public void init(ProcessorContext<byte[], byte[]> newContext) {
            context = newContext;
            try {
                model = new BareModel(onnx, 1);
            } catch (OrtException e) {
                throw new IllegalStateException("benchmark model must load: " + onnx, e);
            }
        }

        @Override
        public void process(Record<byte[], byte[]> event) {
            decoder.decode(event.value(), row, 0);
            try {
                model.run(row, 1);
            } catch (OrtException e) {
                throw new IllegalStateException("benchmark model must answer: " + onnx, e);
            }
            byte[] score =
                    ByteBuffer.allocate(Float.BYTES).putFloat(model.score(0)).array();
            context.forward(new Record<>(decoder.id(event.value()), score, event.timestamp()));
        }

        @Override
        public void close() {
            try {
                model.close();
            } catch (OrtException e) {
                throw new IllegalStateException("benchmark model must close: " + onnx, e);
            }
        }
    }
}
