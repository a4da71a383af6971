package dev.countersign.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.deploy.DeployFiles;
import dev.countersign.deploy.Scripts;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The manifests say nothing that Kubernetes does not know. */
@EnableKubernetesMockClient(crud = true)
class StrictManifestsTest {

    KubernetesClient client;

    private final Manifests manifests = Manifests.read();

    @Test
    void shouldHaveKnownFieldsAlone() {
        assertThat(manifests.all())
                .isNotEmpty()
                .allSatisfy(manifest -> assertThat(StrictWalk.faults(manifest)).isEmpty());
    }

    @Test
    void shouldBeTakenByAnApiServerAndComeBackWhole() {
        for (HasMetadata manifest : manifests.all()) {
            HasMetadata stored = client.resource(manifest).create();

            assertThat(stored.getKind()).isEqualTo(manifest.getKind());
            assertThat(StrictWalk.faults(stored)).isEmpty();
        }
    }

    @Test
    void shouldFindAnUnknownFieldAndAnEmptyElement() {
        HasMetadata manifest = Manifests.parse("""
                apiVersion: v1
                kind: Pod
                metadata: {name: broken}
                spec:
                  restartPolice: Never
                  containers:
                    - name: one
                      securityContext: {readOnlyRootFileSystem: true}
                    -
                """);

        assertThat(StrictWalk.faults(manifest))
                .containsExactlyInAnyOrder(
                        "Pod.spec.restartPolice is not known",
                        "Pod.spec.containers[0].securityContext.readOnlyRootFileSystem is not known",
                        "Pod.spec.containers[1] is empty");
    }

    @Test
    void shouldListEveryManifestOfTheFolder() throws IOException {
        List<String> files;
        try (var found = Files.list(DeployFiles.DEPLOY.resolve("kubernetes"))) {
            files = found.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("kustomization.yaml"))
                    .toList();
        }
        assertThat(Manifests.files()).containsExactlyInAnyOrderElementsOf(files);
    }

    @Test
    void shouldBeBuiltByKustomize() throws IOException {
        Assumptions.assumeTrue(hasKubectl(), "no kubectl here");

        Scripts.Result built = Scripts.tryRun(
                List.of(
                        "kubectl",
                        "kustomize",
                        DeployFiles.DEPLOY.resolve("kubernetes").toString()),
                Map.of());

        assertThat(built.status()).as(built.output()).isZero();
        assertThat(built.output())
                .containsPattern("(?s)kind: ConfigMap.*name: policy-[a-z0-9]+")
                .containsPattern("name: topics-and-acls-[a-z0-9]+\n");
    }

    private static boolean hasKubectl() throws IOException {
        return Scripts.tryRun(List.of("sh", "-c", "command -v kubectl"), Map.of())
                        .status()
                == 0;
    }
}
