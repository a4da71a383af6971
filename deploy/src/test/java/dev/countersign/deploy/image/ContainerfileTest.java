package dev.countersign.deploy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.deploy.DeployFiles;
import dev.countersign.deploy.Scripts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerfileTest {

    private static final List<String> KNOWN = List.of(
            "ARG", "FROM", "COPY", "RUN", "LABEL", "ENV", "WORKDIR", "USER", "EXPOSE", "STOPSIGNAL", "ENTRYPOINT");

    private final List<Instruction> all = Instruction.parse(DeployFiles.text("Containerfile"));

    @Test
    void shouldHaveKnownInstructionsAlone() {
        assertThat(all).extracting(Instruction::name).isSubsetOf(KNOWN);
        assertThat(all.getFirst().name()).isEqualTo("ARG");
    }

    @Test
    void shouldPinTheBaseImageToJava25() {
        assertThat(all)
                .filteredOn(each -> each.is("FROM"))
                .extracting(each -> each.words().getFirst())
                .containsExactly("${JAVA_IMAGE}", "${JAVA_IMAGE}");
        assertThat(all.getFirst().arguments())
                .startsWith("JAVA_IMAGE=")
                .contains(":25")
                .doesNotContain("latest");
    }

    @Test
    void shouldRunAsANumberedUserWithoutRights() {
        assertThat(finalStage())
                .filteredOn(each -> each.is("USER"))
                .singleElement()
                .satisfies(user -> assertThat(user.arguments()).matches("[1-9][0-9]{4}:[1-9][0-9]{4}"));
    }

    @Test
    void shouldStartJavaWithoutAShellAndStopItBySigterm() throws Exception {
        assertThat(finalStage()).noneMatch(each -> each.is("RUN"));
        assertThat(single("ENTRYPOINT").hasExecForm()).isTrue();
        assertThat(entrypoint()).startsWith("java").endsWith("-jar", "quarkus-run.jar");
        assertThat(single("STOPSIGNAL").arguments()).isEqualTo("SIGTERM");
    }

    @Test
    void shouldGiveJavaOptionsThatItKnows() throws Exception {
        List<String> command = new ArrayList<>(entrypoint());
        command.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.subList(command.size() - 2, command.size()).clear();
        command.add("-version");

        Scripts.Result result = Scripts.tryRun(command, Map.of());

        assertThat(result.status()).as(result.output()).isZero();
    }

    @Test
    void shouldTakeEveryPartOfTheApplicationFromTheFirstStage() {
        assertThat(copied(true)).containsExactlyElementsOf(copied(false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"planner-service", "approval-service", "executor-service"})
    void shouldCopyWhatABuildLeaves(String service) throws Exception {
        Path application = DeployFiles.CHECKOUT.resolve(service).resolve("target/quarkus-app");
        assumeTrue(Files.exists(application.resolve("quarkus-run.jar")), service + " has not been packaged");
        List<Path> sources = all.stream()
                .filter(each -> each.is("COPY") && !each.arguments().startsWith("--"))
                .map(each ->
                        DeployFiles.CHECKOUT.resolve(each.words().getFirst().replace("${SERVICE}", service)))
                .toList();
        List<Path> files;
        try (var found = Files.list(application)) {
            files = found.filter(file -> !file.endsWith("quarkus-app-dependencies.txt"))
                    .toList();
        }
        assertThat(sources).allSatisfy(source -> assertThat(source).exists());
        assertThat(sources).containsExactlyInAnyOrderElementsOf(files);
    }

    @Test
    void shouldLetTheBuildContextHaveTheApplicationsAlone() {
        List<String> lines = DeployFiles.text("Containerfile.dockerignore")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();

        assertThat(lines.getFirst()).isEqualTo("*");
        assertThat(lines.subList(1, lines.size()))
                .containsExactlyInAnyOrder(
                        "!planner-service/target/quarkus-app",
                        "!approval-service/target/quarkus-app",
                        "!executor-service/target/quarkus-app");
    }

    private List<String> copied(boolean fromLayout) {
        return finalOrFirst(fromLayout).stream()
                .filter(each -> each.is("COPY"))
                .map(each -> each.words().getLast().replace("/layout", ""))
                .filter(target -> target.startsWith("/opt/"))
                .collect(Collectors.toList());
    }

    private List<Instruction> finalOrFirst(boolean last) {
        return last ? finalStage() : all.subList(0, all.size() - finalStage().size());
    }

    private List<Instruction> finalStage() {
        int start = all.stream()
                .filter(each -> each.is("FROM"))
                .mapToInt(all::lastIndexOf)
                .max()
                .orElseThrow();
        return all.subList(start, all.size());
    }

    private Instruction single(String name) {
        List<Instruction> found =
                finalStage().stream().filter(each -> each.is(name)).toList();
        assertThat(found).as(name).hasSize(1);
        return found.getFirst();
    }

    private List<String> entrypoint() throws Exception {
        return List.of(new ObjectMapper().readValue(single("ENTRYPOINT").arguments(), String[].class));
    }
}
