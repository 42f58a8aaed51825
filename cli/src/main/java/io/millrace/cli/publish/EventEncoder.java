package io.millrace.cli.publish;

import io.millrace.jobs.pipeline.EventFormat;
import io.millrace.jobs.pipeline.Events;
import io.millrace.jobs.pipeline.Feature;
import io.millrace.jobs.pipeline.Pipeline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * Makes a pipeline's events out of file records. Values are converted to what the event holds; one that cannot be is a
 * {@link RecordFileException} that names field, type and value. Not thread-safe.
 */
public final class EventEncoder implements RecordEncoder {
    private static final Duration REGISTRY_LIMIT = Duration.ofSeconds(10);

    private final Events events;
    private final EventBody body;
    private final boolean timeInMicros;

    private EventEncoder(Events events, EventBody body, boolean timeInMicros) {
        this.events = events;
        this.body = body;
        this.timeInMicros = timeInMicros;
    }

    /**
     * The encoder for {@code pipeline}. Avro events get the first schema of the pipeline file, Confluent events the newest
     * of the registry, which is asked here and now.
     *
     * @throws PublishException if the registry does not answer or has no schema for the topic
     */
    public static EventEncoder of(Pipeline pipeline) {
        return of(pipeline.events(), pipeline.features());
    }

    /** The encoder for {@code events}; {@code features} tell which text is no number and which is several. */
    static EventEncoder of(Events events, List<Feature> features) {
        if (events.format() == EventFormat.JSON) {
            return new EventEncoder(events, json(events, features), false);
        }
        AvroBody body = avro(events);
        Schema.Field time = body.schema().getField(events.timeField());
        return new EventEncoder(events, body, time != null && isMicros(time.schema()));
    }

    private static AvroBody avro(Events events) {
        if (events.format() == EventFormat.CONFLUENT) {
            LatestSchema latest = LatestSchema.of(events.registry(), events.topic(), REGISTRY_LIMIT);
            return AvroBody.confluent(latest.id(), latest.schema());
        }
        return AvroBody.singleObject(new Schema.Parser().parse(events.schemas().get(0)));
    }

    private static JsonBody json(Events events, List<Feature> features) {
        Set<String> texts = features.stream()
                .filter(Feature::categorical)
                .map(Feature::from)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        texts.add(events.idField());
        texts.add(events.keyField());
        Set<String> vectors = features.stream()
                .filter(feature -> feature.size() > 1)
                .map(Feature::from)
                .collect(Collectors.toSet());
        return new JsonBody(texts, vectors);
    }

    private static boolean isMicros(Schema schema) {
        return schema.isUnion()
                ? schema.getTypes().stream().anyMatch(EventEncoder::isMicros)
                : schema.getLogicalType() instanceof LogicalTypes.TimestampMicros;
    }

    /** Id, key and time, and what the events' schema demands. */
    @Override
    public Set<String> requiredFields() {
        return Stream.concat(
                        Stream.of(events.idField(), events.keyField(), events.timeField())
                                .filter(field -> !field.isEmpty()),
                        body.required().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    @Override
    public byte[] encode(FileRecord record) {
        return body.encode(record);
    }

    /** The event's id, never empty. */
    public String id(FileRecord record) {
        String id = text(record, events.idField());
        if (id.isEmpty()) {
            throw new RecordFileException(
                    record, "field " + events.idField() + ": must hold the event's id, found none");
        }
        return id;
    }

    /** The record's key in UTF-8: the pipeline's key field, or the id where that is not set or empty. */
    @Override
    public byte[] key(FileRecord record) {
        String key = events.keyField().isEmpty() ? "" : text(record, events.keyField());
        return (key.isEmpty() ? id(record) : key).getBytes(StandardCharsets.UTF_8);
    }

    /** The event time in milliseconds since 1970, or -1 where the pipeline has no time field or the record no time. */
    @Override
    public long eventTime(FileRecord record) {
        Object value = events.timeField().isEmpty() ? null : record.value(events.timeField());
        if (value == null) {
            return -1;
        }
        try {
            return timeInMicros ? Math.floorDiv(Numbers.micros(value), 1_000L) : Numbers.millis(value);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new RecordFileException(
                    record,
                    "field " + events.timeField() + ": must be a time in "
                            + (timeInMicros ? "microseconds" : "milliseconds")
                            + " since 1970 or an ISO-8601 instant, found \"" + value + "\"");
        }
    }

    private static String text(FileRecord record, String field) {
        Object value = record.value(field);
        if (value == null) {
            return "";
        }
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        throw new RecordFileException(record, "field " + field + ": must be text or a number, found " + value);
    }
}
