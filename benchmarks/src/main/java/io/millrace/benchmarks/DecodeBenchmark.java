package io.millrace.benchmarks;

import io.millrace.model.FeatureType;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelInput;
import io.millrace.model.ModelOutput;
import io.millrace.model.RowBatch;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Reading one event of 32 fields: Avro's own readers, which make a record of it, and the scoring job's decoder, which fills a
 * row (and checks header, id, time and trailing bytes besides).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecodeBenchmark {
    private static final int ROWS = 64;
    private static final int FEW = 10;

    private byte[][] events;
    private int next;
    private BinaryDecoder avroInput;
    private GenericRecord record;
    private GenericDatumReader<GenericRecord> plainReader;
    private GenericDatumReader<GenericRecord> fastReader;
    private DecodedReadings allReadings;
    private DecodedReadings fewReadings;
    private RowBatch allRows;
    private RowBatch fewRows;

    /** Makes readers, plans and events. */
    @Setup
    public void setUp() {
        events = DecodedReadings.encoded();
        plainReader = reader(false);
        fastReader = reader(true);
        allRows = new RowBatch(contract(1), ROWS);
        fewRows = new RowBatch(contract(Readings.FEATURES.size() / FEW), ROWS);
        allReadings = new DecodedReadings(allRows.contract());
        fewReadings = new DecodedReadings(fewRows.contract());
    }

    private static GenericDatumReader<GenericRecord> reader(boolean fast) {
        GenericData data = new GenericData();
        data.setFastReaderEnabled(fast);
        return new GenericDatumReader<>(Readings.SCHEMA, Readings.SCHEMA, data);
    }

    /** Every {@code step}-th feature. */
    private static ModelContract contract(int step) {
        return new ModelContract(
                IntStream.iterate(0, i -> i < Readings.FEATURES.size(), i -> i + step)
                        .mapToObj(i -> ModelInput.of(Readings.FEATURES.get(i), FeatureType.FLOAT))
                        .toList(),
                List.of(ModelOutput.number("score")));
    }

    /** Avro as it comes: record and decoder reused, fast reader off. */
    @Benchmark
    public GenericRecord avroGeneric() throws IOException {
        return readWith(plainReader);
    }

    /** Avro with its fast reader. */
    @Benchmark
    public GenericRecord avroFastReader() throws IOException {
        return readWith(fastReader);
    }

    private GenericRecord readWith(GenericDatumReader<GenericRecord> reader) throws IOException {
        byte[] event = events[next++ & (events.length - 1)];
        avroInput = DecoderFactory.get().binaryDecoder(event, 10, event.length - 10, avroInput);
        record = reader.read(record, avroInput);
        return record;
    }

    /** The scoring job's decoder, all 30 features. */
    @Benchmark
    public RowBatch planAllFeatures() {
        return decodeInto(allReadings, allRows);
    }

    /** The scoring job's decoder, 10 of 30 features. */
    @Benchmark
    public RowBatch planTenFeatures() {
        return decodeInto(fewReadings, fewRows);
    }

    private static RowBatch decodeInto(DecodedReadings readings, RowBatch rows) {
        if (rows.size() == ROWS) {
            rows.clear();
        }
        readings.decodeNext(rows);
        return rows;
    }

    /** Runs it; takes JMH's options. */
    public static void main(String[] arguments) throws Exception {
        Jmh.run(DecodeBenchmark.class, arguments);
    }
}
