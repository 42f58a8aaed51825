package io.millrace.model.mleap.isolated;

import io.millrace.model.ModelException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import ml.combust.bundle.BundleContext;
import ml.combust.bundle.dsl.Model;
import ml.combust.bundle.dsl.Value;
import ml.combust.bundle.serializer.FormatModelSerializer;
import ml.combust.bundle.serializer.FormatModelSerializer$;
import ml.combust.bundle.serializer.SerializationFormat;
import ml.combust.bundle.tree.cluster.FormatNodeReader;
import ml.combust.bundle.tree.cluster.FormatNodeSerializer;
import ml.combust.bundle.tree.decision.FormatTreeReader;
import ml.combust.bundle.tree.decision.FormatTreeSerializer;
import ml.combust.mleap.runtime.MleapContext;
import scala.Option;
import scala.collection.JavaConverters;

/**
 * Looks at the files of an unpacked bundle before MLeap reads them, for what MLeap itself does not check: it would follow
 * names of nodes out of the folder, allocate what a tree file claims to hold, and read nested JSON and trees by recursion.
 */
final class BundleScan {
    /** Deepest nesting of JSON; MLeap's own files have fewer than 10 levels. */
    private static final int MAX_NESTING = 64;

    /** Deepest tree; Spark grows none beyond 30. */
    private static final int MAX_TREE_DEPTH = 256;

    private static final int MAX_TREE_NODES = 10_000_000;

    /** Attributes whose texts MLeap takes for names of folders. */
    private static final List<String> FOLDER_LISTS = List.of("nodes", "trees");

    private static final Set<String> DECISION_TREES = Set.of("decision_tree_classifier", "decision_tree_regression");
    private static final String CLUSTER_TREE = "bisecting_k_means";

    private final Path model;
    private final BundleContext<MleapContext> context;
    private final boolean isJson;

    BundleScan(Path model, BundleContext<MleapContext> context) {
        this.model = model;
        this.context = context;
        isJson = context.format() == SerializationFormat.Json$.MODULE$;
    }

    /**
     * Checks all files of the folder.
     *
     * @throws ModelException with the rule that one of them breaks
     */
    void check() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(context.path())) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            if (file.toString().endsWith(".json")) {
                checkNesting(file);
            }
        }
        FormatModelSerializer reader = FormatModelSerializer$.MODULE$.serializer(context);
        String modelFile = "model" + extension();
        for (Path file : files) {
            if (file.getFileName().toString().equals(modelFile)) {
                checkModel(file, reader.read(file));
            }
        }
    }

    private void checkModel(Path file, Model node) throws IOException {
        if (!context.bundleRegistry().models().contains(node.op())) {
            throw refused(file, "op must be one of MLeap's, found " + node.op());
        }
        for (String list : FOLDER_LISTS) {
            Option<Value> value = node.getValue(list);
            if (value.isDefined()) {
                checkNames(file, list, JavaConverters.seqAsJavaList(value.get().getStringList()));
            }
        }
        Path tree = file.resolveSibling("tree" + extension());
        if (DECISION_TREES.contains(node.op())) {
            checkFrames(tree);
            try (InputStream in = new BufferedInputStream(Files.newInputStream(tree))) {
                FormatTreeReader nodes = FormatTreeSerializer.reader(context.format(), in);
                checkTree(tree, () -> nodes.read().n().isInternal() ? 2 : 0);
            }
        } else if (node.op().equals(CLUSTER_TREE)) {
            checkFrames(tree);
            try (InputStream in = new BufferedInputStream(Files.newInputStream(tree))) {
                FormatNodeReader nodes = FormatNodeSerializer.reader(context.format(), in);
                checkTree(tree, () -> nodes.read().numChildren());
            }
        }
    }

    private void checkNames(Path file, String list, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            boolean plain = !name.isEmpty() && !name.equals(".") && !name.equals("..");
            if (!plain || name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
                throw refused(file, list + " must be plain names of folders, found " + name);
            }
            if (!seen.add(name)) {
                throw refused(file, list + " must differ, found twice " + name);
            }
        }
    }

    /** Sizes of a protobuf tree's nodes, against what is left of the file. */
    private void checkFrames(Path tree) throws IOException {
        if (isJson) {
            return;
        }
        long left = Files.size(tree);
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(tree)))) {
            while (left > 0) {
                int size = left < Integer.BYTES ? -1 : in.readInt();
                left -= Integer.BYTES;
                if (size < 0 || size > left) {
                    throw refused(tree, "a node must fit into the file, found size " + size);
                }
                in.skipNBytes(size);
                left -= size;
            }
        }
    }

    /**
     * Walks a tree as MLeap's recursion will: a node, then its children one after another.
     *
     * @param next reads the next node and gives the number of its children
     */
    private void checkTree(Path tree, IntSupplier next) {
        long[] open = new long[MAX_TREE_DEPTH + 1];
        int depth = 0;
        int nodes = 1;
        open[0] = next.getAsInt();
        while (depth >= 0) {
            if (open[depth] <= 0) {
                depth--;
                continue;
            }
            open[depth]--;
            depth++;
            nodes++;
            if (depth > MAX_TREE_DEPTH || nodes > MAX_TREE_NODES) {
                throw refused(
                        tree,
                        "a tree must have at most " + MAX_TREE_DEPTH + " levels and " + MAX_TREE_NODES + " nodes");
            }
            open[depth] = next.getAsInt();
        }
    }

    private void checkNesting(Path file) throws IOException {
        int depth = 0;
        boolean inText = false;
        boolean escaped = false;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            for (int symbol = in.read(); symbol >= 0; symbol = in.read()) {
                if (inText) {
                    inText = escaped || symbol != '"';
                    escaped = !escaped && symbol == '\\';
                } else if (symbol == '"') {
                    inText = true;
                } else if (symbol == '{' || symbol == '[') {
                    depth++;
                } else if (symbol == '}' || symbol == ']') {
                    depth--;
                }
                if (depth > MAX_NESTING) {
                    throw refused(file, "JSON must be nested at most " + MAX_NESTING + " levels");
                }
            }
        }
    }

    private String extension() {
        return isJson ? ".json" : ".pb";
    }

    private ModelException refused(Path file, String rule) {
        return new ModelException(model + ": " + context.path().relativize(file) + ": " + rule);
    }
}
