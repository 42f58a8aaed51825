package io.millrace.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.millrace.jobs.decode.DecodeFault;
import io.millrace.jobs.decode.EventDecoder;
import io.millrace.jobs.decode.EventHeader;
import io.millrace.jobs.pipeline.EventFormat;
import io.millrace.jobs.pipeline.Events;
import io.millrace.jobs.pipeline.Feature;
import io.millrace.model.FeatureType;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelInput;
import io.millrace.model.ModelOutput;
import io.millrace.model.RowBatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Event headers with a given id and time. Only a decoder can fill one, so they take the way through JSON. */
final class Headers {
    private static final ModelContract CONTRACT =
            new ModelContract(List.of(ModelInput.of("x", FeatureType.DOUBLE)), List.of(ModelOutput.number("y")));

    private final EventDecoder decoder;

    /** Headers with times, or without any. */
    Headers(boolean withTimes) {
        decoder = EventDecoder.of(
                new Events("events", EventFormat.JSON, List.of(), "", "id", "", withTimes ? "time" : ""),
                List.of(new Feature("x", "x", false, 1)),
                CONTRACT,
                "slot",
                new ArrayList<>());
    }

    EventHeader of(String id, long time) {
        EventHeader header = new EventHeader();
        byte[] event = JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("time", time)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        assertThat(decoder.decode(event, new RowBatch(CONTRACT, 1), header)).isEqualTo(DecodeFault.NONE);
        return header;
    }
}
