package io.millrace.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of the design, over all modules that the command line stands on. No frozen violations. */
@AnalyzeClasses(packages = "io.millrace", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule ARROWS_GO_ONE_WAY = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("schemas")
            .definedBy("io.millrace.schemas..")
            .layer("config")
            .definedBy("io.millrace.config..")
            .layer("model")
            .definedBy("io.millrace.model")
            .layer("store")
            .definedBy("io.millrace.model.store..")
            .layer("validation")
            .definedBy("io.millrace.model.validation..")
            .layer("learning")
            .definedBy("io.millrace.learning..")
            .layer("formats")
            .definedBy("io.millrace.model.format..")
            .layer("compiled")
            .definedBy("io.millrace.model.compiled..")
            .layer("onnx")
            .definedBy("io.millrace.model.onnx..")
            .layer("pmml")
            .definedBy("io.millrace.model.pmml..")
            .layer("mleap")
            .definedBy("io.millrace.model.mleap..")
            .layer("localKafka")
            .definedBy("io.millrace.local.kafka..")
            .layer("jobs")
            .definedBy("io.millrace.jobs..")
            .layer("gateway")
            .definedBy("io.millrace.gateway..")
            .layer("cli")
            .definedBy("io.millrace.cli..")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("gateway")
            .mayOnlyBeAccessedByLayers("cli")
            // the gateway runs without Flink, and so without jobs
            .whereLayer("jobs")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("localKafka")
            .mayOnlyBeAccessedByLayers("cli")
            // engines are found by ServiceLoader, never named
            .whereLayer("compiled")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("onnx")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("pmml")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("mleap")
            .mayNotBeAccessedByAnyLayer()
            // what the files mean is read once, for the reference engine and for ours
            .whereLayer("formats")
            .mayOnlyBeAccessedByLayers("compiled", "onnx", "pmml")
            .whereLayer("store")
            .mayOnlyBeAccessedByLayers("jobs", "gateway", "cli")
            .whereLayer("validation")
            .mayOnlyBeAccessedByLayers("jobs", "cli")
            .whereLayer("model")
            .mayOnlyBeAccessedByLayers(
                    "store", "validation", "formats", "compiled", "onnx", "pmml", "mleap", "jobs", "gateway", "cli")
            // learners and models do not know each other: jobs publish standard PMML
            .whereLayer("learning")
            .mayOnlyBeAccessedByLayers("jobs", "cli")
            .whereLayer("schemas")
            .mayOnlyBeAccessedByLayers("jobs", "gateway", "cli");

    @ArchTest
    static final ArchRule LIBRARIES_KNOW_NEITHER_FLINK_NOR_KAFKA = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.millrace.schemas..", "io.millrace.config..", "io.millrace.model..", "io.millrace.learning..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.flink..", "org.apache.kafka..");

    @ArchTest
    static final ArchRule DECODING_AND_THE_PIPELINE_FILE_KNOW_NEITHER = noClasses()
            .that()
            .resideInAnyPackage("io.millrace.jobs.pipeline..", "io.millrace.jobs.decode..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.flink..", "org.apache.kafka..");

    @ArchTest
    static final ArchRule KAFKA_TOOLS_AND_AUDIT_DO_NOT_KNOW_FLINK = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.millrace.jobs.kafka..",
                    "io.millrace.jobs.audit..",
                    "io.millrace.jobs.control..",
                    "io.millrace.local.kafka..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.flink..");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("io.millrace.(**)").should().beFreeOfCycles();
}
