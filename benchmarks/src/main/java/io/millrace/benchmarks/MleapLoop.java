package io.millrace.benchmarks;

import io.millrace.model.mleap.MleapEngine;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * MLeap's row transformer by hand: rows made before, one call a row. MLeap's Scala would meet the broker's on the class path,
 * so it is loaded apart and called by method handles, which costs some nanoseconds of the microseconds that a row takes.
 */
final class MleapLoop implements ScoringLoop {
    private static final String FRAME = "ml.combust.mleap.runtime.frame.";

    private final URLClassLoader mleap;
    private final Object transformer;
    private final MethodHandle transform;
    private final MethodHandle getDouble;
    private final int output;
    private final Object[] rows;
    private final double[] scores;
    private int next;

    /**
     * Loads a bundle.
     *
     * @param rows have a feature for each field that the bundle needs, by name
     * @param score the field that counts
     */
    MleapLoop(Path bundle, FeatureRows rows, String score, int batchRows) throws Exception {
        mleap = new URLClassLoader("mleap-by-hand", jars(), ClassLoader.getPlatformClassLoader());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(mleap);
        try {
            Object context = call(create("ml.combust.mleap.runtime.javadsl.ContextBuilder"), "createMleapContext");
            Object loaded =
                    call(create("ml.combust.mleap.runtime.javadsl.BundleBuilder"), "load", bundle.toFile(), context);
            Object root = call(loaded, "root");
            Object schema = call(root, "inputSchema");
            Object start = callStatic(FRAME + "RowTransformer", "apply", schema);
            transformer = call(call(root, "transform", start), "get");
            output = (int) call(call(call(transformer, "outputSchema"), "indexOf", score), "get");
            this.rows = rows(rows, fieldNames(schema));
        } finally {
            thread.setContextClassLoader(before);
        }
        Class<?> row = mleap.loadClass(FRAME + "Row");
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        transform = lookup.findVirtual(transformer.getClass(), "transform", MethodType.methodType(row, row))
                .asType(MethodType.methodType(Object.class, Object.class, Object.class));
        getDouble = lookup.findVirtual(row, "getDouble", MethodType.methodType(double.class, int.class))
                .asType(MethodType.methodType(double.class, Object.class, int.class));
        scores = new double[batchRows];
    }

    /** The folder that our engine takes MLeap from. */
    private static URL[] jars() throws Exception {
        Path engine = Path.of(MleapEngine.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path beside = engine.resolveSibling("lib-mleap");
        Path folder = Files.isDirectory(beside) ? beside : engine.getParent().resolveSibling("lib-mleap");
        List<URL> urls = new ArrayList<>();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.jar")) {
            for (Path jar : jars) {
                urls.add(jar.toUri().toURL());
            }
        }
        return urls.toArray(URL[]::new);
    }

    private List<?> fieldNames(Object schema) throws Exception {
        Object fields = call(schema, "fields");
        List<?> list = (List<?>) callStatic("scala.collection.JavaConverters", "seqAsJavaList", fields);
        List<Object> names = new ArrayList<>();
        for (Object field : list) {
            names.add(call(field, "name"));
        }
        return names;
    }

    private Object[] rows(FeatureRows features, List<?> fields) throws Exception {
        Object builder = create("ml.combust.mleap.runtime.javadsl.LeapFrameBuilder");
        int[] columns =
                fields.stream().mapToInt(name -> features.names().indexOf(name)).toArray();
        Object[] made = new Object[FeatureRows.COUNT];
        for (int i = 0; i < made.length; i++) {
            List<Object> cells = new ArrayList<>();
            for (int column : columns) {
                double cell = features.row(i)[column];
                cells.add(features.isText(column) ? features.text(column, cell) : (Object) cell);
            }
            made[i] = call(builder, "createRowFromIterable", cells);
        }
        return made;
    }

    private Object create(String type) throws ReflectiveOperationException {
        return mleap.loadClass(type).getConstructor().newInstance();
    }

    private Object callStatic(String type, String name, Object argument) throws ReflectiveOperationException {
        return method(mleap.loadClass(type), name, 1).invoke(null, argument);
    }

    private static Object call(Object target, String name, Object... arguments) throws ReflectiveOperationException {
        return method(target.getClass(), name, arguments.length).invoke(target, arguments);
    }

    /** The one method of this name and number of arguments, whatever their types. */
    private static Method method(Class<?> type, String name, int arguments) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals(name) && method.getParameterCount() == arguments)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(type + " must have a method " + name));
    }

    @Override
    public void scoreNextBatch() throws Exception {
        try {
            for (int i = 0; i < scores.length; i++) {
                Object row = rows[next++ & (rows.length - 1)];
                Object transformed = (Object) transform.invokeExact(transformer, row);
                scores[i] = (double) getDouble.invokeExact(transformed, output);
            }
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("MLeap must score", e);
        }
    }

    @Override
    public double score(int row) {
        return scores[row];
    }

    @Override
    public void close() throws Exception {
        mleap.close();
    }
}
