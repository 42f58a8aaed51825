package io.millrace.model;

import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a model is to run.
 *
 * @param kind processor
 * @param index which GPU; 0 for the CPU
 * @param memoryLimit most bytes of GPU memory for this model; 0: no limit of ours
 */
public record Device(Kind kind, int index, long memoryLimit) implements Serializable {
    /** Kinds of processor. */
    public enum Kind {
        /** The machine's own cores. */
        CPU,
        /** An NVIDIA GPU. */
        CUDA
    }

    /** The machine's own cores. */
    public static final Device CPU = new Device(Kind.CPU, 0, 0);

    private static final Pattern CUDA = Pattern.compile("cuda:(\\d{1,2})");

    /** Checks the index and the limit. */
    public Device {
        if (index < 0 || memoryLimit < 0) {
            throw new IllegalArgumentException("must be >= 0: index=" + index + ", memoryLimit=" + memoryLimit);
        }
    }

    /**
     * Reads {@code cpu} or {@code cuda:N}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static Device parse(String text) {
        if (text.equals("cpu")) {
            return CPU;
        }
        Matcher cuda = CUDA.matcher(text);
        if (!cuda.matches()) {
            throw new IllegalArgumentException("must be cpu or cuda:N, found " + text);
        }
        return new Device(Kind.CUDA, Integer.parseInt(cuda.group(1)), 0);
    }

    /** This device with another limit. */
    public Device withMemoryLimit(long bytes) {
        return new Device(kind, index, bytes);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return kind == Kind.CPU ? "cpu" : "cuda:" + index;
    }
}
