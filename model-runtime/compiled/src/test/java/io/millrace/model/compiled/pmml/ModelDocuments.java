package io.millrace.model.compiled.pmml;

import static io.millrace.model.compiled.pmml.Documents.schema;
import static io.millrace.model.compiled.pmml.Documents.tree;

import java.util.ArrayList;
import java.util.List;

/** A document for each kind of model, and for each attribute that changes what it computes. */
final class ModelDocuments {
    private ModelDocuments() {}

    static List<String> all() {
        List<String> documents = new ArrayList<>();
        regressions(documents);
        generalRegressions(documents);
        trees(documents);
        ensembles(documents);
        others(documents);
        return documents;
    }

    private static void regressions(List<String> documents) {
        for (String method : List.of("none", "softmax", "logit", "exp", "probit", "cloglog", "loglog", "cauchit")) {
            documents.add(Documents.of("""
                    <RegressionModel functionName="regression" normalizationMethod="%s">%s
                      <Targets><Target field="y" min="-5" max="5" rescaleFactor="2" rescaleConstant="1"/></Targets>
                      <RegressionTable intercept="0.5">
                        <NumericPredictor name="a" coefficient="0.25"/>
                        <NumericPredictor name="i" coefficient="0.5" exponent="2"/>
                        <CategoricalPredictor name="s" value="red" coefficient="0.75"/>
                        <CategoricalPredictor name="s" value="red" coefficient="9"/>
                        <CategoricalPredictor name="s" value="blue" coefficient="-1"/>
                        <CategoricalPredictor name="k" value="2" coefficient="0.1"/>
                        <CategoricalPredictor name="o" value="true" coefficient="0.2"/>
                        <CategoricalPredictor name="t" value="x" coefficient="0.3"/>
                        <PredictorTerm coefficient="0.1"><FieldRef field="a"/><FieldRef field="b"/></PredictorTerm>
                      </RegressionTable>
                    </RegressionModel>
                    """.formatted(method, schema("y"))));
        }
        for (String method : List.of("none", "simplemax", "softmax", "logit")) {
            documents.add(Documents.of("""
                    <RegressionModel functionName="classification" normalizationMethod="%s">%s
                      <RegressionTable targetCategory="no" intercept="0.2">
                        <NumericPredictor name="a" coefficient="0.25"/></RegressionTable>
                      <RegressionTable targetCategory="maybe" intercept="0.3">
                        <NumericPredictor name="b" coefficient="0.125"/></RegressionTable>
                      <RegressionTable targetCategory="yes" intercept="0.4">
                        <CategoricalPredictor name="s" value="red" coefficient="0.75"/></RegressionTable>
                    </RegressionModel>
                    """.formatted(method, schema("class"))));
        }
        for (String method : List.of("none", "softmax", "simplemax", "logit", "probit", "cloglog", "cauchit")) {
            documents.add(Documents.of("""
                    <RegressionModel functionName="classification" normalizationMethod="%s">%s
                      <Output>
                        <OutputField name="p" feature="probability" value="1"/>
                        <OutputField name="none" feature="probability" value="3"/>
                        <OutputField name="q" feature="probability" value="0"/>
                        <OutputField name="label" feature="predictedValue"/>
                        <OutputField name="difference" optype="continuous" dataType="double" feature="transformedValue">
                          <Apply function="-"><FieldRef field="p"/><FieldRef field="q"/></Apply></OutputField>
                      </Output>
                      <RegressionTable targetCategory="1" intercept="0.2">
                        <NumericPredictor name="a" coefficient="0.25"/></RegressionTable>
                      <RegressionTable targetCategory="0" intercept="0"/>
                    </RegressionModel>
                    """.formatted(method, schema("flag"))));
        }
    }

    private static void generalRegressions(List<String> documents) {
        String lists = """
                <ParameterList><Parameter name="p0"/><Parameter name="p1"/><Parameter name="p2"/><Parameter name="p3"/></ParameterList>
                <FactorList><Predictor name="s"/></FactorList>
                <CovariateList><Predictor name="a"/><Predictor name="i"/></CovariateList>
                <PPMatrix>
                  <PPCell value="1" predictorName="a" parameterName="p1"/>
                  <PPCell value="red" predictorName="s" parameterName="p2"/>
                  <PPCell value="2" predictorName="i" parameterName="p3"/>
                  <PPCell value="blue" predictorName="s" parameterName="p3"/>
                </PPMatrix>
                """;
        String parameters = """
                <ParamMatrix>
                  <PCell parameterName="p0" beta="0.5"/><PCell parameterName="p1" beta="-0.25"/>
                  <PCell parameterName="p2" beta="0.75"/><PCell parameterName="p3" beta="0.01"/>
                </ParamMatrix>
                """;
        for (String link : List.of("identity", "log", "logit", "cloglog", "loglog", "logc", "probit")) {
            documents.add(Documents.of("""
                    <GeneralRegressionModel functionName="regression" modelType="generalizedLinear" linkFunction="%s"
                        offsetValue="0.125">%s%s%s</GeneralRegressionModel>
                    """.formatted(link, schema("y"), lists, parameters)));
        }
        documents.add(Documents.of("""
                <GeneralRegressionModel functionName="regression" modelType="generalLinear">%s%s%s</GeneralRegressionModel>
                """.formatted(schema("y"), lists, parameters)));
        documents.add(Documents.of("""
                <GeneralRegressionModel functionName="classification" modelType="multinomialLogistic"
                    targetReferenceCategory="maybe">%s%s
                  <ParamMatrix>
                    <PCell targetCategory="yes" parameterName="p0" beta="0.5"/>
                    <PCell targetCategory="yes" parameterName="p1" beta="-0.25"/>
                    <PCell targetCategory="no" parameterName="p0" beta="0.1"/>
                    <PCell targetCategory="no" parameterName="p2" beta="0.75"/>
                    <PCell targetCategory="no" parameterName="p3" beta="0.01"/>
                  </ParamMatrix>
                </GeneralRegressionModel>
                """.formatted(schema("class"), lists)));
    }

    private static void trees(List<String> documents) {
        String nodes = """
                <Node id="0" score="0.5" defaultChild="2"><True/>
                  <Node id="1" score="1" defaultChild="4"><SimplePredicate field="a" operator="lessThan" value="0.5"/>
                    <Node id="3" score="2"><SimplePredicate field="f" operator="greaterThan" value="0.1"/></Node>
                    <Node id="4" score="3"><SimplePredicate field="f" operator="lessOrEqual" value="0.1"/></Node>
                  </Node>
                  <Node id="2" score="4" defaultChild="6"><SimplePredicate field="a" operator="greaterOrEqual" value="0.5"/>
                    <Node id="5" score="5"><SimpleSetPredicate field="s" booleanOperator="isIn">
                      <Array type="string">red "blue"</Array></SimpleSetPredicate></Node>
                    <Node id="6" score="6"><SimpleSetPredicate field="k" booleanOperator="isNotIn">
                      <Array type="int">1 5</Array></SimpleSetPredicate></Node>
                    <Node id="7" score="7"><SimplePredicate field="i" operator="lessThan" value="2.5"/></Node>
                    <Node id="8" score="8"><SimplePredicate field="t" operator="notEqual" value="x"/></Node>
                  </Node>
                </Node>
                """;
        for (String strategy : List.of("none", "lastPrediction", "nullPrediction", "defaultChild")) {
            for (String noTrueChild : List.of("returnNullPrediction", "returnLastPrediction")) {
                documents.add(tree(
                        "missingValueStrategy=\"" + strategy + "\" noTrueChildStrategy=\"" + noTrueChild + "\"",
                        nodes));
            }
        }
        for (String predicate : List.of(
                "<SimplePredicate field='a' operator='equal' value='1.5'/>",
                "<SimplePredicate field='i' operator='equal' value='2'/>",
                "<SimplePredicate field='i' operator='notEqual' value='2'/>",
                "<SimplePredicate field='j' operator='equal' value='-2'/>",
                "<SimplePredicate field='s' operator='equal' value='green'/>",
                "<SimplePredicate field='t' operator='equal' value='green'/>",
                "<SimplePredicate field='o' operator='equal' value='true'/>",
                "<SimplePredicate field='size' operator='lessThan' value='large'/>",
                "<SimplePredicate field='size' operator='greaterOrEqual' value='medium'/>",
                "<SimplePredicate field='a' operator='isMissing'/>",
                "<SimplePredicate field='t' operator='isNotMissing'/>",
                "<False/>",
                "<SimpleSetPredicate field='a' booleanOperator='isIn'><Array type='real'>1.5 2</Array></SimpleSetPredicate>",
                "<SimpleSetPredicate field='t' booleanOperator='isNotIn'><Array type='string'>x y</Array></SimpleSetPredicate>",
                """
                <CompoundPredicate booleanOperator='and'><SimplePredicate field='a' operator='lessThan' value='1'/>
                  <SimplePredicate field='b' operator='greaterThan' value='0'/></CompoundPredicate>""",
                """
                <CompoundPredicate booleanOperator='or'><SimplePredicate field='a' operator='lessThan' value='1'/>
                  <SimplePredicate field='s' operator='equal' value='red'/></CompoundPredicate>""",
                """
                <CompoundPredicate booleanOperator='xor'><SimplePredicate field='a' operator='lessThan' value='1'/>
                  <SimplePredicate field='b' operator='greaterThan' value='0'/></CompoundPredicate>""",
                """
                <CompoundPredicate booleanOperator='surrogate'><SimplePredicate field='a' operator='lessThan' value='1'/>
                  <SimplePredicate field='b' operator='greaterThan' value='0'/>
                  <SimplePredicate field='i' operator='greaterThan' value='3'/></CompoundPredicate>""")) {
            for (String strategy : List.of("none", "lastPrediction", "nullPrediction", "defaultChild")) {
                documents.add(tree("missingValueStrategy=\"" + strategy + "\"", """
                        <Node score="0.5" defaultChild="d"><True/>
                          <Node score="1">%s</Node><Node id="d" score="2"><True/></Node></Node>
                        """.formatted(predicate)));
            }
        }
        for (String output : List.of("", """
                <Output><OutputField name="p" feature="probability" value="yes"/>
                  <OutputField name="best" feature="probability"/><OutputField name="q" feature="probability" value="no"/>
                  <OutputField name="label" feature="predictedValue"/></Output>""")) {
            documents.add(Documents.of("""
                    <TreeModel functionName="classification" noTrueChildStrategy="returnLastPrediction">%s%s
                      <Node score="no"><True/>
                        <ScoreDistribution value="no" recordCount="3"/><ScoreDistribution value="yes" recordCount="2"/>
                        <Node score="yes"><SimplePredicate field="a" operator="lessThan" value="1"/>
                          <ScoreDistribution value="no" recordCount="1" probability="0.25"/>
                          <ScoreDistribution value="yes" recordCount="1" probability="0.75"/></Node>
                        <Node score="yes"><SimplePredicate field="b" operator="lessThan" value="1"/>
                          <ScoreDistribution value="yes" recordCount="5"/></Node>
                      </Node>
                    </TreeModel>
                    """.formatted(schema("class"), output)));
        }
    }

    private static String stump(String function, String field, double threshold, String low, String high) {
        return """
                <TreeModel functionName="%s" missingValueStrategy="nullPrediction">
                  <MiningSchema><MiningField name="%s"/></MiningSchema>
                  <Node><True/>
                    <Node %s><SimplePredicate field="%s" operator="lessOrEqual" value="%s"/>%s</Node>
                    <Node %s><SimplePredicate field="%s" operator="greaterThan" value="%s"/>%s</Node>
                  </Node></TreeModel>
                """.formatted(
                        function,
                        field,
                        "score=\"" + low + "\"",
                        field,
                        threshold,
                        distribution(low, function),
                        "score=\"" + high + "\"",
                        field,
                        threshold,
                        distribution(high, function));
    }

    private static String distribution(String score, String function) {
        return function.equals("regression")
                ? ""
                : """
                <ScoreDistribution value="no" recordCount="%d"/><ScoreDistribution value="yes" recordCount="%d"/>
                """.formatted(score.equals("no") ? 3 : 1, score.equals("no") ? 1 : 3);
    }

    private static String ensemble(String function, String method, List<String> models) {
        StringBuilder segments = new StringBuilder();
        for (int i = 0; i < models.size(); i++) {
            segments.append(
                    "<Segment id=\"%d\" weight=\"%s\"><True/>%s</Segment>".formatted(i, 0.5 + i, models.get(i)));
        }
        return Documents.of(
                """
                <MiningModel functionName="%s">%s<Segmentation multipleModelMethod="%s">%s</Segmentation></MiningModel>
                """.formatted(function, schema(function.equals("regression") ? "y" : "class"), method, segments));
    }

    private static void ensembles(List<String> documents) {
        List<String> numbers = List.of(
                stump("regression", "a", 0.5, "1.25", "2"),
                stump("regression", "b", -0.5, "-3", "0.125"),
                stump("regression", "a", 1.5, "0.1", "0.2"));
        for (String method : List.of("sum", "average", "weightedSum", "weightedAverage")) {
            documents.add(ensemble("regression", method, numbers));
        }
        List<String> classes = List.of(
                stump("classification", "a", 0.5, "no", "yes"), stump("classification", "b", -0.5, "yes", "no"));
        for (String method : List.of("average", "weightedAverage")) {
            documents.add(ensemble("classification", method, classes));
        }
        List<String> complete = classes.stream()
                .map(model -> model.replace(
                                "missingValueStrategy=\"nullPrediction\"",
                                "noTrueChildStrategy=\"returnLastPrediction\"")
                        .replace("<Node><True/>", "<Node score=\"maybe\"><True/>"))
                .toList();
        for (String method : List.of("majorityVote", "weightedMajorityVote")) {
            documents.add(ensemble("classification", method, complete));
            documents.add(ensemble(
                    "classification",
                    method,
                    List.of(complete.get(1), complete.get(0), complete.get(1), complete.get(0))));
        }
        documents.add(Documents.of("""
                <MiningModel functionName="regression">%s<Segmentation multipleModelMethod="sum">
                  <Segment><True/>%s</Segment>
                  <Segment><True/><RegressionModel functionName="regression">
                    <MiningSchema><MiningField name="b" missingValueReplacement="3"/></MiningSchema>
                    <RegressionTable intercept="1"><NumericPredictor name="b" coefficient="2"/></RegressionTable>
                  </RegressionModel></Segment>
                </Segmentation></MiningModel>
                """.formatted(schema("y"), numbers.get(0))));
        documents.add(Documents.of("""
                <MiningModel functionName="regression">%s<Segmentation multipleModelMethod="selectFirst">
                  <Segment><SimplePredicate field="s" operator="equal" value="red"/>%s</Segment>
                  <Segment><SimplePredicate field="i" operator="greaterThan" value="3"/>%s</Segment>
                  <Segment><True/>%s</Segment>
                </Segmentation></MiningModel>
                """.formatted(
                        schema("y"), targeted(numbers.get(0)), targeted(numbers.get(1)), targeted(numbers.get(2)))));
        for (String treatment : List.of("continue", "returnMissing")) {
            documents.add(Documents.of("""
                    <MiningModel functionName="classification">%s
                      <Output><OutputField name="p" feature="probability" value="yes"/></Output>
                      <Segmentation multipleModelMethod="modelChain" missingPredictionTreatment="%s">
                      <Segment><True/><TreeModel functionName="regression" missingValueStrategy="nullPrediction">
                        <MiningSchema><MiningField name="a"/></MiningSchema>
                        <Output><OutputField name="raw" optype="continuous" dataType="double" isFinalResult="false"/>
                          <OutputField name="twice" optype="continuous" dataType="double" feature="transformedValue">
                            <Apply function="*"><FieldRef field="raw"/><Constant dataType="double">2</Constant></Apply>
                          </OutputField></Output>
                        <Node><True/><Node score="0.5"><SimplePredicate field="a" operator="lessThan" value="1"/></Node>
                          <Node score="-0.25"><True/></Node></Node></TreeModel></Segment>
                      <Segment><True/><TreeModel functionName="classification">
                        <MiningSchema><MiningField name="class" usageType="target"/><MiningField name="twice"/></MiningSchema>
                        <Node><True/>
                          <Node score="yes"><SimplePredicate field="twice" operator="greaterThan" value="0"/>
                            <ScoreDistribution value="no" recordCount="1"/><ScoreDistribution value="yes" recordCount="3"/></Node>
                          <Node score="no"><True/>
                            <ScoreDistribution value="no" recordCount="4"/><ScoreDistribution value="yes" recordCount="3"/></Node>
                        </Node></TreeModel></Segment>
                    </Segmentation></MiningModel>
                    """.formatted(schema("class"), treatment)));
        }
    }

    private static String targeted(String model) {
        return model.replace("<MiningSchema>", "<MiningSchema><MiningField name=\"y\" usageType=\"target\"/>");
    }

    private static void others(List<String> documents) {
        for (String algorithm : List.of("pointsAbove", "pointsBelow")) {
            documents.add(Documents.of("""
                    <Scorecard functionName="regression" initialScore="10" useReasonCodes="true" baselineScore="5"
                        reasonCodeAlgorithm="%s">%s
                      <Output><OutputField name="score" feature="predictedValue" dataType="double"/>
                        <OutputField name="first" feature="reasonCode" rank="1"/>
                        <OutputField name="second" feature="reasonCode" rank="2"/></Output>
                      <Characteristics>
                        <Characteristic name="A" reasonCode="RA" baselineScore="12">
                          <Attribute partialScore="10"><SimplePredicate field="a" operator="lessThan" value="1"/></Attribute>
                          <Attribute partialScore="20" reasonCode="RA2"><True/></Attribute>
                        </Characteristic>
                        <Characteristic name="S" reasonCode="RS">
                          <Attribute partialScore="1"><SimplePredicate field="s" operator="equal" value="red"/></Attribute>
                          <Attribute partialScore="5"><SimplePredicate field="s" operator="isMissing"/></Attribute>
                          <Attribute><True/><ComplexPartialScore>
                            <Apply function="+"><FieldRef field="i"/><Constant>1.5</Constant></Apply></ComplexPartialScore></Attribute>
                        </Characteristic>
                        <Characteristic name="B" reasonCode="RA">
                          <Attribute partialScore="7"><SimplePredicate field="b" operator="greaterThan" value="0"/></Attribute>
                          <Attribute partialScore="3"><SimplePredicate field="b" operator="lessOrEqual" value="0"/></Attribute>
                        </Characteristic>
                      </Characteristics>
                    </Scorecard>
                    """.formatted(algorithm, schema("y"))));
        }
        for (String measure : List.of("squaredEuclidean", "euclidean", "cityBlock", "chebychev")) {
            documents.add(Documents.of("""
                    <ClusteringModel functionName="clustering" modelClass="centerBased" numberOfClusters="3">%s
                      <Output><OutputField name="cluster" feature="predictedValue"/>
                        <OutputField name="near" feature="affinity" value="2"/>
                        <OutputField name="own" feature="affinity"/></Output>
                      <ComparisonMeasure kind="distance" compareFunction="absDiff"><%s/></ComparisonMeasure>
                      <ClusteringField field="a" fieldWeight="2"/><ClusteringField field="b"/><ClusteringField field="i"/>
                      <MissingValueWeights><Array type="real">1 2 1</Array></MissingValueWeights>
                      <Cluster id="1"><Array type="real">0 0 1</Array></Cluster>
                      <Cluster id="2"><Array type="real">1 2 3</Array></Cluster>
                      <Cluster><Array type="real">5 -1 0</Array></Cluster>
                    </ClusteringModel>
                    """.formatted(schema(""), measure)));
        }
        documents.add(Documents.of("""
                <NaiveBayesModel functionName="classification" threshold="0.001">%s
                  <BayesInputs>
                    <BayesInput fieldName="s">
                      <PairCounts value="red"><TargetValueCounts><TargetValueCount value="no" count="10"/>
                        <TargetValueCount value="yes" count="0"/></TargetValueCounts></PairCounts>
                      <PairCounts value="blue"><TargetValueCounts><TargetValueCount value="no" count="3"/>
                        <TargetValueCount value="yes" count="7"/></TargetValueCounts></PairCounts>
                    </BayesInput>
                    <BayesInput fieldName="b"><DerivedField optype="categorical" dataType="string" name="binned">
                      <Discretize field="b">
                        <DiscretizeBin binValue="low"><Interval closure="openOpen" rightMargin="0"/></DiscretizeBin>
                        <DiscretizeBin binValue="high"><Interval closure="closedOpen" leftMargin="0" rightMargin="9"/></DiscretizeBin>
                      </Discretize></DerivedField>
                      <PairCounts value="low"><TargetValueCounts><TargetValueCount value="no" count="1"/>
                        <TargetValueCount value="yes" count="2"/></TargetValueCounts></PairCounts>
                      <PairCounts value="high"><TargetValueCounts><TargetValueCount value="no" count="4"/>
                        <TargetValueCount value="yes" count="5"/></TargetValueCounts></PairCounts>
                    </BayesInput>
                    <BayesInput fieldName="a"><TargetValueStats>
                      <TargetValueStat value="no"><GaussianDistribution mean="0" variance="1"/></TargetValueStat>
                      <TargetValueStat value="yes"><GaussianDistribution mean="2" variance="0.5"/></TargetValueStat>
                    </TargetValueStats></BayesInput>
                  </BayesInputs>
                  <BayesOutput fieldName="class"><TargetValueCounts><TargetValueCount value="no" count="13"/>
                    <TargetValueCount value="yes" count="7"/></TargetValueCounts></BayesOutput>
                </NaiveBayesModel>
                """.formatted(schema("class"))));
        documents.add(Documents.of("""
                <TransformationDictionary>
                  <DefineFunction name="ratio" optype="continuous" dataType="double">
                    <ParameterField name="x" optype="continuous" dataType="double"/>
                    <ParameterField name="y"/>
                    <Apply function="/"><FieldRef field="x"/><Apply function="+">
                      <FieldRef field="y"/><Constant dataType="double">1</Constant></Apply></Apply>
                  </DefineFunction>
                  <DerivedField name="shared" optype="continuous" dataType="float">
                    <Apply function="ratio"><FieldRef field="a"/><FieldRef field="i"/></Apply></DerivedField>
                </TransformationDictionary>
                <RegressionModel functionName="regression">%s
                  <LocalTransformations><DerivedField name="z" optype="continuous" dataType="double">
                    <Apply function="*"><FieldRef field="shared"/><FieldRef field="shared"/></Apply></DerivedField>
                  </LocalTransformations>
                  <RegressionTable intercept="1"><NumericPredictor name="z" coefficient="2"/></RegressionTable>
                </RegressionModel>
                """.formatted(schema("y"))));
    }
}
