package dev.countersign.planner;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.countersign", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String CORE = "dev.countersign.planner.conversation";

    @ArchTest
    static final ArchRule CORE_KNOWS_THE_JDK_AND_THE_CONTRACT_ALONE = classes()
            .that()
            .resideInAPackage(CORE)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    CORE,
                    "java.lang..",
                    "java.util..",
                    "java.time..",
                    "java.nio.charset..",
                    "dev.countersign.contract.event..",
                    "dev.countersign.contract.id..",
                    "dev.countersign.contract.json..");

    @ArchTest
    static final ArchRule CORE_HAS_NO_CLOCK_AND_NO_RANDOMNESS = noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(java.util.UUID.class, "randomUUID")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching("java\\.util\\.(Random|concurrent\\.ThreadLocalRandom)|java\\.time\\.Clock");

    @ArchTest
    static final ArchRule SERVICE_DEPENDS_ON_NO_OTHER = noClasses()
            .that()
            .resideInAPackage("dev.countersign.planner..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.countersign.approval..", "dev.countersign.executor..", "dev.countersign.local..");
}
