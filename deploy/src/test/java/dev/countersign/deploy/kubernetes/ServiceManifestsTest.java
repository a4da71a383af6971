package dev.countersign.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.deploy.Settings;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the manifests of the services say fits together, and fits the services. */
class ServiceManifestsTest {

    private static final Manifests MANIFESTS = Manifests.read();

    @Test
    void shouldHaveOneStatefulSetForEachService() {
        assertThat(MANIFESTS.of(StatefulSet.class))
                .extracting(set -> set.getMetadata().getName())
                .containsExactlyInAnyOrder("planner-service", "approval-service", "executor-service");
    }

    @Test
    void shouldPutEverythingIntoOneNamespace() {
        assertThat(MANIFESTS.all())
                .filteredOn(manifest -> !manifest.getKind().equals("Namespace"))
                .allSatisfy(manifest ->
                        assertThat(manifest.getMetadata().getNamespace()).isEqualTo("countersign"));
    }

    @ParameterizedTest
    @MethodSource("pods")
    void shouldRunWithoutRights(String name, PodTemplateSpec pod) {
        PodSpec spec = pod.getSpec();
        assertThat(spec.getSecurityContext().getRunAsNonRoot()).as(name).isTrue();
        assertThat(spec.getSecurityContext().getRunAsUser()).isPositive();
        assertThat(spec.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(spec.getAutomountServiceAccountToken()).isFalse();
        assertThat(spec.getEnableServiceLinks()).isFalse();
        assertThat(spec.getContainers()).singleElement().satisfies(container -> {
            assertThat(container.getSecurityContext().getAllowPrivilegeEscalation())
                    .isFalse();
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                    .isTrue();
            assertThat(container.getSecurityContext().getCapabilities().getDrop())
                    .containsExactly("ALL");
            assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
            assertThat(container.getResources().getLimits()).containsKey("memory");
            assertThat(container.getImage()).matches(".+:[0-9]+\\.[0-9]+\\.[0-9]+");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"planner-service", "approval-service", "executor-service"})
    void shouldServeAndProbeOnTheServicesPort(String name) {
        Container container = container(name);

        assertThat(container.getPorts()).singleElement().satisfies(port -> {
            assertThat(port.getName()).isEqualTo("http");
            assertThat(port.getContainerPort()).hasToString(Settings.value(name, "quarkus.http.port"));
        });
        assertThat(probed(container.getStartupProbe())).isEqualTo("/q/health/started http");
        assertThat(probed(container.getLivenessProbe())).isEqualTo("/q/health/live http");
        assertThat(probed(container.getReadinessProbe())).isEqualTo("/q/health/ready http");
    }

    @ParameterizedTest
    @ValueSource(strings = {"planner-service", "approval-service", "executor-service"})
    void shouldTellServicesWhatTheyKnow(String name) {
        Stream<String> own = container(name).getEnv().stream().map(EnvVar::getName);
        Stream<String> shared = MANIFESTS.named(ConfigMap.class, "kafka-connection").getData().keySet().stream();

        assertThat(Stream.concat(own, shared)).isSubsetOf(Settings.variables(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"planner-service", "approval-service", "executor-service"})
    void shouldNameInstancesAfterPodsAndKeepTheirState(String name) {
        StatefulSet set = set(name);

        assertThat(container(name).getEnv())
                .filteredOn(variable -> variable.getName().equals("COUNTERSIGN_INSTANCE"))
                .singleElement()
                .satisfies(variable -> assertThat(
                                variable.getValueFrom().getFieldRef().getFieldPath())
                        .isEqualTo("metadata.name"));
        assertThat(set.getSpec().getVolumeClaimTemplates()).singleElement().satisfies(claim -> {
            assertThat(claim.getMetadata().getName()).isEqualTo("state");
            assertThat(claim.getSpec().getAccessModes()).containsExactly("ReadWriteOnce");
        });
        assertThat(set.getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds())
                .isPositive();
        assertThat(set.getSpec().getTemplate().getSpec().getTopologySpreadConstraints())
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"planner-service", "approval-service", "executor-service"})
    void shouldSelectThePodsOfTheService(String name) {
        StatefulSet set = set(name);
        Map<String, String> labels = set.getSpec().getTemplate().getMetadata().getLabels();
        Service headless = MANIFESTS.named(Service.class, set.getSpec().getServiceName());

        assertThat(headless.getSpec().getClusterIP()).isEqualTo("None");
        assertThat(headless.getSpec().getSelector()).isEqualTo(labels);
        assertThat(set.getSpec().getSelector().getMatchLabels()).isEqualTo(labels);
        assertThat(MANIFESTS
                        .named(PodDisruptionBudget.class, name)
                        .getSpec()
                        .getSelector()
                        .getMatchLabels())
                .isEqualTo(labels);
        MANIFESTS.named(
                ServiceAccount.class, set.getSpec().getTemplate().getSpec().getServiceAccountName());
    }

    @Test
    void shouldOfferTheGateToOthers() {
        Service gate = MANIFESTS.named(Service.class, "approval-service");

        assertThat(gate.getSpec().getSelector())
                .isEqualTo(set("approval-service")
                        .getSpec()
                        .getTemplate()
                        .getMetadata()
                        .getLabels());
        assertThat(gate.getSpec().getPorts())
                .singleElement()
                .satisfies(port -> assertThat(port.getPort())
                        .hasToString(Settings.value("approval-service", "quarkus.http.port")));
    }

    private static Stream<Arguments> pods() {
        Stream<PodTemplateSpec> sets = MANIFESTS.of(StatefulSet.class).stream()
                .map(set -> set.getSpec().getTemplate());
        Stream<PodTemplateSpec> jobs =
                MANIFESTS.of(Job.class).stream().map(job -> job.getSpec().getTemplate());
        return Stream.concat(sets, jobs)
                .map(pod -> Arguments.of(pod.getMetadata().getLabels().get("app.kubernetes.io/name"), pod));
    }

    private static StatefulSet set(String name) {
        return MANIFESTS.named(StatefulSet.class, name);
    }

    private static Container container(String name) {
        List<Container> all = set(name).getSpec().getTemplate().getSpec().getContainers();
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private static String probed(Probe probe) {
        HTTPGetAction get = probe.getHttpGet();
        return get.getPath() + " " + get.getPort().getStrVal();
    }
}
