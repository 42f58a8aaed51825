package io.millrace.model.validation;

import io.millrace.model.Device;
import io.millrace.model.FeatureType;
import io.millrace.model.Model;
import io.millrace.model.ModelBundle;
import io.millrace.model.ModelContract;
import io.millrace.model.ModelEngine;
import io.millrace.model.ModelException;
import io.millrace.model.ModelId;
import io.millrace.model.ModelInput;
import io.millrace.model.ModelOutput;
import io.millrace.model.RowBatch;
import io.millrace.model.ScoreBatch;
import io.millrace.model.Scorer;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * An engine whose model files are deeds, done while a model is loaded: what a hostile model could make a real engine do.
 * Only {@link ValidationProcessTest} puts it on a class path, that of a child.
 */
public final class HostileEngine implements ModelEngine {
    @Override
    public String name() {
        return "hostile";
    }

    @Override
    public Set<String> formats() {
        return Set.of("onnx");
    }

    @Override
    public boolean isReference() {
        return true;
    }

    @Override
    public Model load(ModelBundle bundle, Device device) {
        String deed = new String(bundle.bytes(), StandardCharsets.UTF_8);
        try {
            commit(deed);
        } catch (ReflectiveOperationException | java.io.IOException e) {
            throw new IllegalStateException(deed, e);
        }
        return new Constant(bundle.id());
    }

    private static void commit(String deed) throws ReflectiveOperationException, java.io.IOException {
        switch (deed) {
            case "crash" -> unsafe("putAddress", 0L, 0L);
            case "halt" -> Runtime.getRuntime().halt(0);
            case "loop" -> {
                long x = 1;
                while (x != 0) {
                    x = x * 6364136223846793005L + 1 | 1;
                }
            }
            case "sleep" -> sleep();
            case "heap" -> {
                List<long[]> kept = new ArrayList<>();
                while (kept.size() < Integer.MAX_VALUE) {
                    kept.add(new long[1 << 20]);
                }
            }
            case "direct" -> {
                List<ByteBuffer> kept = new ArrayList<>();
                while (kept.size() < Integer.MAX_VALUE) {
                    kept.add(ByteBuffer.allocateDirect(1 << 24));
                }
            }
            case "native" -> {
                while (true) {
                    long address = (long) unsafe("allocateMemory", 1L << 24);
                    unsafe("setMemory", address, 1L << 24, (byte) 1);
                }
            }
            case "print" -> {
                String text = "{\"verdict\":\"ACCEPTED\"}".repeat(10_000);
                for (int i = 0; i < 500; i++) {
                    System.out.print(text);
                    System.err.println(text);
                }
            }
            case "recurse" -> recurse(0);
            case "fail" -> throw new ArrayIndexOutOfBoundsException("Index 7 out of bounds for length 7");
            case "contract" -> throw new ModelException("m.onnx: CONTRACT: input a: expected float,\n found int64");
            case "big file" -> Files.write(Path.of("big"), new byte[1 << 20]);
            case "look around" ->
                throw new ModelException(
                        "environment " + new TreeSet<>(System.getenv().keySet()) + ", folder " + list(Path.of("."))
                                + ", temporary " + list(Path.of(System.getProperty("java.io.tmpdir"))));
            default -> {
                // a good model
            }
        }
    }

    private static List<String> list(Path folder) throws java.io.IOException {
        try (var files = Files.list(folder)) {
            return files.map(Path::toString).toList();
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int recurse(int depth) {
        return depth < 0 ? 0 : recurse(depth + 1) + 1;
    }

    private static Object unsafe(String name, Object... arguments) throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.misc.Unsafe");
        Field instance = type.getDeclaredField("theUnsafe");
        instance.setAccessible(true);
        for (Method method : type.getMethods()) {
            if (method.getName().equals(name) && method.getParameterCount() == arguments.length) {
                return method.invoke(instance.get(null), arguments);
            }
        }
        throw new NoSuchMethodException(name);
    }

    private record Constant(ModelId id) implements Model {
        private static final ModelContract CONTRACT = new ModelContract(
                List.of(ModelInput.of("a", FeatureType.DOUBLE)), List.of(ModelOutput.number("score")));

        @Override
        public ModelContract contract() {
            return CONTRACT;
        }

        @Override
        public String engine() {
            return "hostile";
        }

        @Override
        public Scorer newScorer(int maxRows) {
            return new Scorer(CONTRACT, maxRows) {
                @Override
                protected void scoreRows(RowBatch rows, ScoreBatch scores) {
                    for (int row = 0; row < rows.size(); row++) {
                        scores.setNumber(row, 0, 1);
                    }
                }

                @Override
                protected void release() {
                    // holds nothing
                }
            };
        }

        @Override
        public void close() {
            // holds nothing
        }
    }
}
