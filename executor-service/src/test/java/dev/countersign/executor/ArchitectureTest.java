package dev.countersign.executor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.countersign.executor", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule coreImportsOnlyTheJdkAndTheContract = classes()
            .that()
            .resideInAPackage("dev.countersign.executor.ledger..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "dev.countersign.contract..", "dev.countersign.executor.ledger..");

    @ArchTest
    static final ArchRule coreHasNoClockAndNoRandomness = noClasses()
            .that()
            .resideInAPackage("dev.countersign.executor.ledger..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.time.Clock")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.Random")
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(java.util.UUID.class, "randomUUID");

    @ArchTest
    static final ArchRule dependsOnNoOtherService = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.countersign.planner..", "dev.countersign.approval..", "dev.countersign.local..");
}
