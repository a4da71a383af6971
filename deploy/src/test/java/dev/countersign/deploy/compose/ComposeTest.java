package dev.countersign.deploy.compose;

import static dev.countersign.deploy.compose.ComposeFile.list;
import static dev.countersign.deploy.compose.ComposeFile.map;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.deploy.DeployFiles;
import dev.countersign.deploy.Scripts;
import dev.countersign.deploy.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComposeTest {

    private static final Set<String> SERVICE_KEYS = Set.of(
            "image",
            "build",
            "restart",
            "read_only",
            "cap_drop",
            "security_opt",
            "tmpfs",
            "networks",
            "depends_on",
            "environment",
            "configs",
            "secrets",
            "volumes",
            "ports",
            "healthcheck",
            "stop_grace_period",
            "network_mode",
            "entrypoint");

    private final ComposeFile file = ComposeFile.read("compose.yaml");

    @Test
    void shouldHaveKnownKeysAlone() {
        assertThat(file.keys()).isSubsetOf("name", "services", "networks", "volumes", "configs", "secrets");
        assertThat(file.services().values())
                .allSatisfy(service -> assertThat(service.keySet()).isSubsetOf(SERVICE_KEYS));
    }

    @Test
    void shouldPinEveryImage() {
        assertThat(file.services().values())
                .extracting(service -> (String) service.get("image"))
                .allSatisfy(image -> assertThat(image).matches("[a-z0-9./-]+:[0-9]+\\.[0-9]+\\.[0-9]+"));
    }

    @Test
    void shouldReferToDeclaredThingsAlone() {
        for (Map<String, Object> service : file.services().values()) {
            assertThat(list(service, "secrets"))
                    .isSubsetOf(map(file.all(), "secrets").keySet());
            assertThat(list(service, "configs"))
                    .extracting(config -> map(config).get("source"))
                    .isSubsetOf(map(file.all(), "configs").keySet());
            assertThat(list(service, "networks"))
                    .isSubsetOf(map(file.all(), "networks").keySet());
            assertThat(map(service, "depends_on").keySet())
                    .isSubsetOf(file.services().keySet());
        }
    }

    @Test
    void shouldTakeEveryConfigFromAFileOfThisFolder() {
        assertThat(map(file.all(), "configs").values())
                .extracting(config ->
                        DeployFiles.DEPLOY.resolve((String) map(config).get("file")))
                .allSatisfy(path -> assertThat(path).isRegularFile());
    }

    @Test
    void shouldTakeEverySecretFromAFileThatTheScriptMakes(@TempDir Path folder) throws Exception {
        Path secrets = folder.resolve("secrets");
        Scripts.createSecrets(secrets);

        assertThat(map(file.all(), "secrets").values())
                .extracting(secret -> folder.resolve((String) map(secret).get("file")))
                .allSatisfy(path -> assertThat(path).isRegularFile().isNotEmptyFile());
        assertThat(mountedFolders())
                .map(mounted -> folder.resolve(mounted))
                .allSatisfy(path -> assertThat(path).isDirectory());
    }

    @Test
    void shouldHoldNoSecretItself() {
        assertThat(file.services().values())
                .flatMap(service -> map(service, "environment").keySet())
                .noneMatch(name -> name.matches(".*(PASSWORD|SECRET|TOKEN|API_KEY|JAAS_CONFIG).*"));
        assertThat(DeployFiles.text(".gitignore")).contains("secrets/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"planner-service", "approval-service", "executor-service"})
    void shouldTellServicesWhatTheyKnow(String name) {
        assertThat(map(file.service(name), "environment").keySet()).isSubsetOf(Settings.variables(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"planner-service", "approval-service", "executor-service"})
    void shouldMountEveryFileThatASettingNames(String name) {
        Map<String, Object> service = file.service(name);
        Stream<String> named = map(service, "environment").values().stream()
                .flatMap(value -> Stream.of(value.toString().split(",")))
                .filter(value -> value.startsWith("/"));

        Stream<String> all =
                service.containsKey("configs") && file.mounts(service).contains("/etc/countersign/executors.properties")
                        ? Stream.concat(named, executorKeys())
                        : named;

        assertThat(all.toList())
                .isNotEmpty()
                .allSatisfy(path -> assertThat(file.mounts(service)).anyMatch(mount -> under(path, mount)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"planner-service", "approval-service", "executor-service"})
    void shouldRunServicesWithoutRightsAndAfterTheBrokerIsReady(String name) {
        Map<String, Object> service = file.service(name);

        assertThat(service).containsEntry("read_only", true);
        assertThat(list(service, "cap_drop")).containsExactly("ALL");
        assertThat(map(map(service, "depends_on"), "kafka")).containsEntry("condition", "service_healthy");
        assertThat(map(map(service, "depends_on"), "topics-and-acls"))
                .containsEntry("condition", "service_completed_successfully");
        assertThat(map(map(service, "build"), "args")).containsEntry("SERVICE", name);
        assertThat(map(service, "environment")).containsEntry("COUNTERSIGN_INSTANCE", name + "-0");
    }

    @Test
    void shouldPublishTheGateOnTheLoopbackAddressAlone() {
        assertThat(file.services().entrySet())
                .filteredOn(service -> service.getValue().containsKey("ports"))
                .singleElement()
                .satisfies(service -> {
                    assertThat(service.getKey()).isEqualTo("approval-service");
                    assertThat(list(service.getValue(), "ports")).containsExactly("127.0.0.1:8081:8081");
                });
    }

    private static boolean under(String path, String mount) {
        return path.equals(mount) || path.startsWith(mount + "/");
    }

    private static Stream<String> executorKeys() {
        return Settings.properties(DeployFiles.text("config/executors.properties")).values().stream()
                .filter(value -> value.startsWith("/"));
    }

    private Set<String> mountedFolders() {
        return file.services().values().stream()
                .flatMap(service -> list(service, "volumes").stream())
                .map(volume -> volume.toString().split(":")[0])
                .filter(source -> source.startsWith("./"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
