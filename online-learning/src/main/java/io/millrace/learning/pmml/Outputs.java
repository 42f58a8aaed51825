package io.millrace.learning.pmml;

import java.util.List;
import org.dmg.pmml.DataType;
import org.dmg.pmml.OpType;
import org.dmg.pmml.Output;
import org.dmg.pmml.OutputField;
import org.dmg.pmml.ResultFeature;

/** The results that documents name. */
final class Outputs {
    private Outputs() {}

    /** The probabilities of these classes, each under its name. */
    static Output probabilities(List<String> names, List<String> classes) {
        return numbers(ResultFeature.PROBABILITY, names, classes);
    }

    /** Numbers of one kind about several things, each under its name. */
    static Output numbers(ResultFeature feature, List<String> names, List<String> things) {
        Output output = new Output();
        for (int i = 0; i < names.size(); i++) {
            output.addOutputFields(new OutputField(names.get(i), OpType.CONTINUOUS, DataType.DOUBLE)
                    .setResultFeature(feature)
                    .setValue(things.get(i)));
        }
        return output;
    }
}
