package io.millrace.drift;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** A pure library: the JDK and sketches, nothing else of ours; and inside it arrows go one way. */
@AnalyzeClasses(packages = "io.millrace.drift", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule KNOWS_THE_JDK_AND_SKETCHES_ONLY = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..", "org.apache.datasketches..", "org.apache.commons.numbers.gamma", "io.millrace.drift..");

    @ArchTest
    static final ArchRule THE_ROOT_KNOWS_NOBODY = classes()
            .that()
            .resideInAPackage("io.millrace.drift")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "io.millrace.drift");

    @ArchTest
    static final ArchRule STREAMS_AND_DETECTORS_DO_NOT_KNOW_THE_REST = classes()
            .that()
            .resideInAnyPackage("io.millrace.drift.detector", "io.millrace.drift.stream", "io.millrace.drift.config")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.apache.commons.numbers.gamma",
                    "io.millrace.drift",
                    "io.millrace.drift.config",
                    "io.millrace.drift.detector",
                    "io.millrace.drift.stream");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("io.millrace.(**)").should().beFreeOfCycles();
}
