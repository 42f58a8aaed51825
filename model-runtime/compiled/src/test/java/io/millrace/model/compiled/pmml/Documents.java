package io.millrace.model.compiled.pmml;

import io.millrace.model.ModelBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small PMML documents with the same fields, so that a test shows only the element that it is about. */
final class Documents {
    /** Of every type: numbers, categories, texts that may be any, a flag. */
    private static final String DICTIONARY = """
            <DataDictionary>
              <DataField name="y" optype="continuous" dataType="double"/>
              <DataField name="class" optype="categorical" dataType="string">
                <Value value="no"/><Value value="maybe"/><Value value="yes"/>
              </DataField>
              <DataField name="flag" optype="categorical" dataType="integer"><Value value="0"/><Value value="1"/></DataField>
              <DataField name="a" optype="continuous" dataType="double"/>
              <DataField name="b" optype="continuous" dataType="double"/>
              <DataField name="f" optype="continuous" dataType="float"/>
              <DataField name="g" optype="continuous" dataType="float"/>
              <DataField name="i" optype="continuous" dataType="integer"/>
              <DataField name="j" optype="continuous" dataType="integer"/>
              <DataField name="k" optype="categorical" dataType="integer">
                <Value value="1"/><Value value="2"/><Value value="5"/>
              </DataField>
              <DataField name="o" optype="categorical" dataType="boolean"/>
              <DataField name="s" optype="categorical" dataType="string">
                <Value value="red"/><Value value="green"/><Value value="blue"/>
              </DataField>
              <DataField name="t" optype="categorical" dataType="string"/>
              <DataField name="size" optype="ordinal" dataType="string">
                <Value value="small"/><Value value="medium"/><Value value="large"/>
              </DataField>
            </DataDictionary>
            """;

    private static final String FIELDS = """
            <MiningField name="a"/><MiningField name="b"/><MiningField name="f"/><MiningField name="g"/>
            <MiningField name="i"/><MiningField name="j"/><MiningField name="k"/><MiningField name="o"/>
            <MiningField name="s" invalidValueTreatment="asMissing"/><MiningField name="t"/>
            <MiningField name="size" invalidValueTreatment="asIs"/>
            """;

    private Documents() {}

    /** A document of a model, after an optional transformation dictionary. */
    static String of(String content) {
        return """
                <PMML xmlns="http://www.dmg.org/PMML-4_4" version="4.4"><Header/>
                """ + DICTIONARY + content + "</PMML>";
    }

    /** A mining schema with a target, or none. */
    static String schema(String target) {
        String usage = target.isEmpty() ? "" : "<MiningField name=\"" + target + "\" usageType=\"target\"/>";
        return "<MiningSchema>" + usage + FIELDS + "</MiningSchema>";
    }

    /** A regression on {@code z}, a derived field of the type. */
    static String regressionOn(String dataType, String expression) {
        return of("""
                <RegressionModel functionName="regression">%s
                  <LocalTransformations>%s</LocalTransformations>
                  <RegressionTable intercept="1"><NumericPredictor name="z" coefficient="2"/></RegressionTable>
                </RegressionModel>
                """.formatted(schema("y"), derived("z", dataType, expression)));
    }

    /** A tree that tells apart whether {@code z}, a derived field of the type, is missing, small or large. */
    static String treeOn(String dataType, String expression) {
        return of("""
                <TreeModel functionName="regression">%s
                  <LocalTransformations>%s</LocalTransformations>
                  <Node><True/>
                    <Node score="-1"><SimplePredicate field="z" operator="isMissing"/></Node>
                    <Node score="1"><SimplePredicate field="z" operator="lessOrEqual" value="1"/></Node>
                    <Node score="2"><True/></Node>
                  </Node>
                </TreeModel>
                """.formatted(schema("y"), derived("z", dataType, expression)));
    }

    /** A tree that asks whether {@code z}, a derived text, is missing or one of two texts. */
    static String treeOnText(String expression) {
        return of("""
                <TreeModel functionName="regression">%s
                  <LocalTransformations>%s</LocalTransformations>
                  <Node><True/>
                    <Node score="-1"><SimplePredicate field="z" operator="isMissing"/></Node>
                    <Node score="1"><SimplePredicate field="z" operator="equal" value="red"/></Node>
                    <Node score="2"><SimplePredicate field="z" operator="equal" value="low"/></Node>
                    <Node score="3"><True/></Node>
                  </Node>
                </TreeModel>
                """.formatted(schema("y"), derived("z", "string", expression)));
    }

    static String derived(String name, String dataType, String expression) {
        String opType = dataType.equals("string") || dataType.equals("boolean") ? "categorical" : "continuous";
        return "<DerivedField name=\"%s\" optype=\"%s\" dataType=\"%s\">%s</DerivedField>"
                .formatted(name, opType, dataType, expression);
    }

    /** A tree without local transformations around its nodes. */
    static String tree(String attributes, String nodes) {
        return of("<TreeModel functionName=\"regression\" " + attributes + ">" + schema("y") + nodes + "</TreeModel>");
    }

    /** A document as a bundle in a folder. */
    static ModelBundle bundle(Path folder, String document) {
        try {
            return ModelBundle.open(Files.writeString(folder.resolve("document.pmml"), document));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
