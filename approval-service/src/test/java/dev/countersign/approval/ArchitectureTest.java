package dev.countersign.approval;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.countersign", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] CORE = {"dev.countersign.approval.gate", "dev.countersign.approval.control"};

    @ArchTest
    static final ArchRule CORE_IMPORTS_ONLY_JDK_AND_CONTRACT = classes()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage("java..", "dev.countersign.contract..")
                    .or(resideInAnyPackage(CORE))
                    .or(JavaClass.Predicates.type(org.jspecify.annotations.Nullable.class)));

    @ArchTest
    static final ArchRule CORE_HAS_NO_CLOCK_AND_NO_CHANCE = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(java.util.UUID.class, "randomUUID")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(java.util.Random.class);

    @ArchTest
    static final ArchRule SERVICE_DEPENDS_ON_NO_OTHER = noClasses()
            .that()
            .resideInAPackage("dev.countersign.approval..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.countersign..")
                    .and(com.tngtech.archunit.base.DescribedPredicate.not(
                            resideInAnyPackage("dev.countersign.approval..", "dev.countersign.contract.."))));
}
