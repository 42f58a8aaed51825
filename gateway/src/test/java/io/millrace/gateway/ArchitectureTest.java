package io.millrace.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows inside the gateway. No frozen violations. */
@AnalyzeClasses(packages = "io.millrace.gateway", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule NO_FLINK_AND_NO_JOBS = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.flink..", "io.millrace.jobs..", "io.millrace.cli..");

    @ArchTest
    static final ArchRule ONLY_TOPICS_KNOWS_KAFKA = noClasses()
            .that()
            .resideOutsideOfPackage("io.millrace.gateway.topics..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule VIEWS_KNOW_NEITHER_HTTP_NOR_KAFKA = noClasses()
            .that()
            .resideInAnyPackage("io.millrace.gateway.view..", "io.millrace.gateway.auth..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "org.apache.kafka..");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("io.millrace.gateway.(**)").should().beFreeOfCycles();
}
