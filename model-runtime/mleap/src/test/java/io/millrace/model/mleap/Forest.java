package io.millrace.model.mleap;

import io.millrace.model.RowBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import ml.combust.bundle.BundleFile;
import ml.combust.bundle.BundleWriter;
import ml.combust.bundle.serializer.SerializationFormat;
import ml.combust.mleap.core.classification.DecisionTreeClassifierModel;
import ml.combust.mleap.core.classification.RandomForestClassifierModel;
import ml.combust.mleap.core.feature.HandleInvalid;
import ml.combust.mleap.core.feature.ImputerModel;
import ml.combust.mleap.core.feature.ReverseStringIndexerModel;
import ml.combust.mleap.core.feature.StringIndexerModel;
import ml.combust.mleap.core.feature.VectorAssemblerModel;
import ml.combust.mleap.core.tree.ContinuousSplit;
import ml.combust.mleap.core.tree.InternalNode;
import ml.combust.mleap.core.tree.LeafNode;
import ml.combust.mleap.core.tree.Node;
import ml.combust.mleap.core.types.DataShape;
import ml.combust.mleap.core.types.NodeShape;
import ml.combust.mleap.core.types.ScalarShape;
import ml.combust.mleap.core.types.ScalarType;
import ml.combust.mleap.core.types.StructField;
import ml.combust.mleap.core.types.StructType;
import ml.combust.mleap.core.types.TensorShape;
import ml.combust.mleap.core.types.TensorType;
import ml.combust.mleap.runtime.MleapContext;
import ml.combust.mleap.runtime.frame.ArrayRow;
import ml.combust.mleap.runtime.frame.Row;
import ml.combust.mleap.runtime.frame.RowTransformer;
import ml.combust.mleap.runtime.frame.Transformer;
import ml.combust.mleap.runtime.transformer.Pipeline;
import ml.combust.mleap.runtime.transformer.PipelineModel;
import ml.combust.mleap.runtime.transformer.classification.RandomForestClassifier;
import ml.combust.mleap.runtime.transformer.feature.Imputer;
import ml.combust.mleap.runtime.transformer.feature.ReverseStringIndexer;
import ml.combust.mleap.runtime.transformer.feature.StringIndexer;
import ml.combust.mleap.runtime.transformer.feature.VectorAssembler;
import ml.combust.mleap.tensor.DenseTensor;
import ml.combust.mleap.tensor.Tensor;
import org.apache.spark.ml.linalg.Vectors;
import scala.Option;
import scala.Some;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.collection.mutable.WrappedArray;
import scala.reflect.ClassTag$;

/**
 * A random forest over an imputed number, an indexed text, a number and a vector, with probabilities and names of
 * classes; written as a bundle and scored by MLeap itself, in the test's own class loader. The trees are random.
 */
final class Forest {
    private static final int CLASSES = 3;
    private static final int FEATURES = 5;
    private static final int DEPTH = 5;

    private final Transformer root;
    private final RowTransformer mleap;

    Forest(long seed) {
        Random random = new Random(seed);
        List<DecisionTreeClassifierModel> trees = new ArrayList<>();
        List<Object> weights = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            trees.add(new DecisionTreeClassifierModel(tree(random, DEPTH), FEATURES, CLASSES, Option.empty()));
            weights.add(1.0);
        }
        DataShape scalar = new ScalarShape(false);
        DataShape pair = new TensorShape(new Some<>(seq(List.<Object>of(2))), false);
        NodeShape assembly = NodeShape.feature("input0", "output", "age_filled", "features")
                .withInput("input1", "country_index")
                .withInput("input2", "income")
                .withInput("input3", "position");
        root = pipeline(List.of(
                new Imputer("imputer", shape("age", "age_filled"), new ImputerModel(40, Double.NaN, "mean", true)),
                new StringIndexer(
                        "indexer",
                        shape("country", "country_index"),
                        new StringIndexerModel(seq(List.of("DE", "FR", "IT")), HandleInvalid.Keep$.MODULE$)),
                new VectorAssembler(
                        "assembler", assembly, new VectorAssemblerModel(seq(List.of(scalar, scalar, scalar, pair)))),
                new RandomForestClassifier(
                        "forest",
                        NodeShape.probabilisticClassifier(
                                "features", "risk_index", new Some<>("raw"), new Some<>("probability")),
                        new RandomForestClassifierModel(seq(trees), seq(weights), FEATURES, CLASSES, Option.empty())),
                new ReverseStringIndexer(
                        "names",
                        shape("risk_index", "risk"),
                        new ReverseStringIndexerModel(seq(List.of("low", "middle", "high")), scalar))));
        List<StructField> schema = List.of(
                new StructField("age", new ScalarType(ScalarType.Double().base(), true)),
                new StructField("country", ScalarType.String()),
                new StructField("income", new ScalarType(ScalarType.Double().base(), false)),
                new StructField("position", TensorType.apply(ScalarType.Double().base(), seq(List.<Object>of(2)))));
        mleap = root.transform(RowTransformer.apply(
                        StructType.apply((Iterable<StructField>) schema).get()))
                .get();
    }

    private static Transformer pipeline(List<Transformer> stages) {
        return new Pipeline(
                "pipeline", NodeShape.feature("input", "output", "unused", "unused"), new PipelineModel(seq(stages)));
    }

    private static NodeShape shape(String input, String output) {
        return NodeShape.feature("input", "output", input, output);
    }

    private static <T> Seq<T> seq(List<T> list) {
        return JavaConverters.asScalaBuffer(list).toList();
    }

    private static Node tree(Random random, int depth) {
        if (depth == 0) {
            return new LeafNode(
                    Vectors.dense(new double[] {random.nextInt(20), random.nextInt(20), 1 + random.nextInt(20)}));
        }
        int feature = random.nextInt(FEATURES);
        double threshold =
                switch (feature) {
                    case 0 -> 18 + 60 * random.nextDouble();
                    case 1 -> random.nextInt(3);
                    case 2 -> 50_000 * random.nextDouble();
                    default -> random.nextGaussian();
                };
        return new InternalNode(
                tree(random, depth - 1), tree(random, depth - 1), new ContinuousSplit(feature, threshold));
    }

    /**
     * Writes the bundle as {@code forest.zip} into an empty folder.
     *
     * <p>MLeap writes trees to {@code nodes} and reads them from {@code tree}, as Spark's side writes them; that is put
     * right here.
     */
    Path write(Path empty, SerializationFormat format) {
        try {
            Path folder = Files.createDirectory(empty.resolve("forest"));
            BundleFile file = new BundleFile(folder.getFileSystem(), folder);
            new BundleWriter<MleapContext, Transformer>(root, Option.empty(), format, Option.empty())
                    .save(file, MleapContext.defaultContext())
                    .get();
            Map<String, byte[]> files = new LinkedHashMap<>();
            Bundles.read(folder)
                    .forEach((name, content) -> files.put(
                            name.replace("/nodes.json", "/tree.json").replace("/nodes.pb", "/tree.pb"), content));
            return Bundles.write(files, empty.resolve("forest.zip"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fills a row; none missing, all countries known. */
    static void fill(Random random, RowBatch rows, int row) {
        rows.set(row, rows.contract().firstColumn("age"), 18 + random.nextInt(60));
        rows.setText(
                row,
                rows.contract().firstColumn("country"),
                List.of("DE", "FR", "IT").get(random.nextInt(3)));
        rows.set(row, rows.contract().firstColumn("income"), 50_000 * random.nextDouble());
        int position = rows.contract().firstColumn("position");
        rows.set(row, position, random.nextGaussian());
        rows.set(row, position + 1, random.nextGaussian());
    }

    /** What MLeap's own row transformer says of a row of a batch, by field. */
    Map<String, Object> score(RowBatch rows, int row) {
        int age = rows.contract().firstColumn("age");
        int position = rows.contract().firstColumn("position");
        double[] vector = {rows.get(row, position), rows.get(row, position + 1)};
        Object[] cells = {
            rows.isMissing(row, age) ? null : (Double) rows.get(row, age),
            rows.text(row, rows.contract().firstColumn("country")),
            rows.get(row, rows.contract().firstColumn("income")),
            new DenseTensor<>(vector, seq(List.<Object>of(2)), ClassTag$.MODULE$.apply(double.class))
        };
        Row answer = mleap.transform(new ArrayRow(new WrappedArray.ofRef<>(cells)));
        Map<String, Object> fields = new LinkedHashMap<>();
        for (String field : List.of("age_filled", "country_index", "raw", "probability", "risk_index", "risk")) {
            Object value =
                    answer.getRaw((int) mleap.outputSchema().indexOf(field).get());
            fields.put(field, value instanceof Tensor<?> tensor ? tensor.toArray() : value);
        }
        return fields;
    }
}
