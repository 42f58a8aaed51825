package io.millrace.examples.fraud;

import io.millrace.learning.linear.LogisticRegressionConfig;
import io.millrace.learning.model.FeatureField;
import io.millrace.learning.model.FeatureRow;
import io.millrace.learning.model.OnlineModel;
import io.millrace.learning.model.OnlineModelConfig;
import io.millrace.learning.pmml.PmmlExport;
import io.millrace.learning.pmml.PmmlNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes the model that serves before anything was learned: a logistic regression of our own learner on five days of another world. Written by
 * {@code main} as PMML; the README has the command.
 */
final class StaticModel {
    private static final long SEED = 2018;
    private static final int DAYS = 5;

    private StaticModel() {}

    private static OnlineModel learned() {
        List<FeatureField> fields =
                FraudFeatures.NAMES.stream().map(FeatureField::numeric).toList();
        OnlineModel model = OnlineModel.of(OnlineModelConfig.of(fields, LogisticRegressionConfig.DEFAULTS));
        FraudConfig world = PaymentFiles.smallWorld(SEED);
        FraudFeatures features = new FraudFeatures(world);
        double[] values = new double[FraudFeatures.NAMES.size()];
        FeatureRow row = model.newRow();
        FraudSimulator simulator = new FraudSimulator(world);
        for (Transaction payment = simulator.next();
                payment.day() < PaymentFiles.WARM_UP_DAYS + DAYS;
                payment = simulator.next()) {
            features.next(payment, values);
            if (payment.day() >= PaymentFiles.WARM_UP_DAYS) {
                for (int i = 0; i < fields.size(); i++) {
                    row.setNumber(i, values[i]);
                }
                model.learn(row, payment.isFraud() ? 1 : 0, 1);
            }
        }
        return model;
    }

    /** Writes {@code model.pmml} into the folder given. */
    public static void main(String[] arguments) throws IOException {
        byte[] document =
                PmmlExport.export(learned(), new PmmlNames("fraud-static", 1, "fraud", List.of("probability_fraud")));
        Files.write(Path.of(arguments[0]).resolve("model.pmml"), document);
    }
}
