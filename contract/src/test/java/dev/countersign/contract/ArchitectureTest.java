package dev.countersign.contract;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.countersign.contract", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule NO_FRAMEWORK = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.quarkus..", "jakarta..", "io.smallrye..", "org.eclipse.microprofile..", "io.vertx..");

    @ArchTest
    static final ArchRule NO_SERVICE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.countersign.planner..",
                    "dev.countersign.approval..",
                    "dev.countersign.executor..",
                    "dev.countersign.local..");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("dev.countersign.contract.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule VALUES_KNOW_NO_KAFKA = noClasses()
            .that()
            .resideInAnyPackage("..contract.id..", "..contract.json..", "..contract.event..", "..contract.signing..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule ONE_CODEC = noClasses()
            .that()
            .resideOutsideOfPackage("..contract.json..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.fasterxml.jackson.databind..", "com.fasterxml.jackson.core..", "tools.jackson..");
}
