package dev.countersign.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NetworkPoliciesTest {

    private static final Manifests MANIFESTS = Manifests.read();

    @Test
    void shouldDenyWhatNoOtherPolicyAllows() {
        NetworkPolicy deny = MANIFESTS.named(NetworkPolicy.class, "default-deny");

        assertThat(deny.getSpec().getPodSelector().getMatchLabels()).isNullOrEmpty();
        assertThat(deny.getSpec().getPolicyTypes()).containsExactlyInAnyOrder("Ingress", "Egress");
        assertThat(deny.getSpec().getIngress()).isEmpty();
        assertThat(deny.getSpec().getEgress()).isEmpty();
    }

    @Test
    void shouldLetNobodyInButToTheGate() {
        assertThat(MANIFESTS.of(NetworkPolicy.class))
                .filteredOn(policy -> !policy.getSpec().getIngress().isEmpty())
                .singleElement()
                .satisfies(
                        policy -> assertThat(policy.getSpec().getPodSelector().getMatchLabels())
                                .isEqualTo(Map.of("app.kubernetes.io/name", "approval-service")));
    }

    @Test
    void shouldSelectPodsThatExist() {
        List<Map<String, String>> pods = MANIFESTS.of(StatefulSet.class).stream()
                .map(set -> set.getSpec().getTemplate().getMetadata().getLabels())
                .toList();

        assertThat(MANIFESTS.of(NetworkPolicy.class))
                .filteredOn(policy -> !policy.getMetadata().getName().equals("default-deny"))
                .extracting(policy ->
                        policy.getSpec().getPodSelector().getMatchLabels().entrySet())
                .allSatisfy(selected ->
                        assertThat(pods).anyMatch(labels -> labels.entrySet().containsAll(selected)));
    }

    @Test
    void shouldLetEveryPodReachKafkasPort() {
        String servers =
                MANIFESTS.named(ConfigMap.class, "kafka-connection").getData().get("KAFKA_BOOTSTRAP_SERVERS");
        int port = Integer.parseInt(servers.substring(servers.lastIndexOf(':') + 1));

        assertThat(MANIFESTS
                        .named(NetworkPolicy.class, "names-and-kafka")
                        .getSpec()
                        .getEgress())
                .flatExtracting(rule -> rule.getPorts())
                .extracting(each -> each.getPort().getIntVal())
                .contains(port);
    }
}
