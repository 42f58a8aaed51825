package io.millrace.jobs.decode;

import java.util.EnumMap;
import java.util.Map;

/** Leaves a decoder from the middle of an event. One instance a fault, without a stack trace, so that bad events are cheap. */
public final class DecodeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final Map<DecodeFault, DecodeException> INSTANCES = new EnumMap<>(DecodeFault.class);

    static {
        for (DecodeFault fault : DecodeFault.values()) {
            INSTANCES.put(fault, new DecodeException(fault));
        }
    }

    private final DecodeFault fault;

    private DecodeException(DecodeFault fault) {
        super(fault.name(), null, false, false);
        this.fault = fault;
    }

    /** The instance of a fault. */
    public static DecodeException of(DecodeFault fault) {
        return INSTANCES.get(fault);
    }

    /** What it is about. */
    public DecodeFault fault() {
        return fault;
    }
}
