package io.millrace.learning;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** A pure library: no stream processor, no broker, nothing else of ours; and inside it arrows go one way. */
@AnalyzeClasses(packages = "io.millrace.learning", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule KNOWS_NEITHER_FLINK_NOR_KAFKA_NOR_THE_REST_OF_MILLRACE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.flink..",
                    "org.apache.kafka..",
                    "io.millrace.model..",
                    "io.millrace.schemas..",
                    "io.millrace.config..",
                    "io.millrace.jobs..",
                    "io.millrace.cli..");

    @ArchTest
    static final ArchRule THE_ROOT_KNOWS_CONFIGURATION_AND_SNAPSHOTS_ONLY = classes()
            .that()
            .resideInAPackage("io.millrace.learning")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "io.millrace.learning",
                    "io.millrace.learning.config..",
                    "io.millrace.learning.snapshot..");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("io.millrace.(**)").should().beFreeOfCycles();
}
