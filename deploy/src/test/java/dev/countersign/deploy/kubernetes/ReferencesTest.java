package dev.countersign.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.deploy.DeployFiles;
import dev.countersign.deploy.Settings;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file that a setting names is mounted, and every Secret and ConfigMap is there or has its command in the README. */
class ReferencesTest {

    private static final Manifests MANIFESTS = Manifests.read();
    private static final String README = DeployFiles.text("README.md");

    @Test
    void shouldHoldNoSecret() {
        assertThat(MANIFESTS.of(Secret.class)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pods")
    void shouldMountEveryFileThatASettingNames(PodSpec pod) {
        Container container = pod.getContainers().getFirst();
        Stream<String> own = container.getEnv().stream().map(EnvVar::getValue).filter(Objects::nonNull);
        Stream<String> named = Stream.of(own, shared(container), executorKeys(pod))
                .flatMap(each -> each)
                .flatMap(value -> Stream.of(value.split(",")))
                .filter(value -> value.startsWith("/"));

        assertThat(named.toList()).isNotEmpty().allSatisfy(path -> {
            VolumeMount mount = mount(container, path);
            assertThat(container.getVolumeMounts()).contains(mount);
            String file = path.substring(mount.getMountPath().length()).replaceFirst("^/", "");
            Optional<Set<String>> files = files(pod, mount.getName());
            if (files.isPresent() && !file.isEmpty()) {
                assertThat(files.get()).as("files of " + mount.getName()).contains(file);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("pods")
    void shouldMountDeclaredVolumesAlone(PodSpec pod) {
        Set<String> declared = pod.getVolumes().stream().map(Volume::getName).collect(Collectors.toSet());
        Set<String> mounted = Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
                .flatMap(container -> container.getVolumeMounts().stream())
                .map(VolumeMount::getName)
                .filter(name -> !name.equals("state"))
                .collect(Collectors.toSet());
        assertThat(mounted).isEqualTo(declared);
    }

    @ParameterizedTest
    @MethodSource("pods")
    void shouldMountSecretsForTheGroupToReadAlone(PodSpec pod) {
        assertThat(pod.getVolumes())
                .filteredOn(volume -> volume.getSecret() != null)
                .isNotEmpty()
                .allSatisfy(volume ->
                        assertThat(volume.getSecret().getDefaultMode()).isEqualTo(0440));
    }

    private static Stream<PodSpec> pods() {
        return Stream.concat(
                MANIFESTS.of(StatefulSet.class).stream()
                        .map(set -> set.getSpec().getTemplate().getSpec()),
                MANIFESTS.of(Job.class).stream()
                        .map(job -> job.getSpec().getTemplate().getSpec()));
    }

    private static Stream<String> shared(Container container) {
        return container.getEnvFrom().stream()
                .flatMap(from ->
                        MANIFESTS.named(ConfigMap.class, from.getConfigMapRef().getName()).getData().values().stream());
    }

    private static Stream<String> executorKeys(PodSpec pod) {
        return pod.getVolumes().stream().anyMatch(volume -> volume.getName().equals("executors"))
                ? Settings.properties(DeployFiles.text("config/executors.properties")).values().stream()
                : Stream.empty();
    }

    private static VolumeMount mount(Container container, String path) {
        return container.getVolumeMounts().stream()
                .filter(mount -> path.equals(mount.getMountPath()) || path.startsWith(mount.getMountPath() + "/"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(path + " is not mounted"));
    }

    /** The files in a mounted volume; empty for one that is written to. */
    private static Optional<Set<String>> files(PodSpec pod, String name) {
        return pod.getVolumes().stream()
                .filter(volume -> volume.getName().equals(name))
                .findFirst()
                .flatMap(volume -> volume.getSecret() != null
                        ? Optional.of(
                                created("secret generic " + volume.getSecret().getSecretName()))
                        : Optional.ofNullable(volume.getConfigMap()).map(map -> configMap(map.getName())));
    }

    private static Set<String> configMap(String name) {
        return Stream.of("config", "kafka")
                .flatMap(folder -> generated(folder, name))
                .findFirst()
                .orElseGet(() -> created("configmap " + name));
    }

    @SuppressWarnings("unchecked")
    private static Stream<Set<String>> generated(String folder, String name) {
        List<Map<String, Object>> maps =
                (List<Map<String, Object>>) Manifests.kustomization(folder).get("configMapGenerator");
        return maps.stream()
                .filter(map -> map.get("name").equals(name))
                .map(map -> Set.copyOf((List<String>) map.get("files")));
    }

    /** The files of {@code kubectl create ... --from-file=[NAME=]FILE} in the README. */
    private static Set<String> created(String what) {
        String command = README.replace("\\\n", " ")
                .lines()
                .filter(line -> line.contains("create " + what + " "))
                .findFirst()
                .orElseThrow(() -> new AssertionError("README.md does not say how to create " + what));
        return Stream.of(command.split("\\s+"))
                .filter(word -> word.startsWith("--from-file="))
                .map(word -> word.substring("--from-file=".length()).split("=")[0])
                .map(word -> word.substring(word.lastIndexOf('/') + 1))
                .collect(Collectors.toSet());
    }
}
