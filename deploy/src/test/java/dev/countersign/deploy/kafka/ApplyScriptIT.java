package dev.countersign.deploy.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.deploy.DeployFiles;
import dev.countersign.deploy.Scripts;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(BrokerExtension.class)
class ApplyScriptIT {

    private static final ConfigResource PROMPTS = new ConfigResource(ConfigResource.Type.TOPIC, "prompts");

    @Test
    void shouldChangeNothingWhenRepeated(SecuredBroker broker) throws Exception {
        try (Admin admin = Admin.create(broker.connection("admin"))) {
            Set<AclBinding> before = acls(admin);

            String output = broker.apply();

            assertThat(output).endsWith("topics and ACLs are in place\n");
            assertThat(acls(admin)).isEqualTo(before);
        }
    }

    @Test
    void shouldGrantWhatTheFileSaysAndNothingElse(SecuredBroker broker) throws Exception {
        try (Admin admin = Admin.create(broker.connection("admin"))) {
            assertThat(acls(admin).stream().map(ApplyScriptIT::words).collect(Collectors.toSet()))
                    .isEqualTo(granted());
        }
    }

    @Test
    void shouldFailAndSayWhatDiffersWhenATopicHasAnotherSetting(SecuredBroker broker) throws Exception {
        try (Admin admin = Admin.create(broker.connection("admin"))) {
            set(admin, "message.timestamp.type", "CreateTime");
            try {
                Scripts.Result result = broker.tryApply(Map.of());

                assertThat(result.status()).isNotZero();
                assertThat(result.output()).contains("prompts: wanted message.timestamp.type=LogAppendTime");
            } finally {
                set(admin, "message.timestamp.type", "LogAppendTime");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"approval-service", "guest planner-service", "*", "a;b", "User:x"})
    void shouldRefuseOutsidersThatAreServicesOrNoNames(String anyone, SecuredBroker broker) throws Exception {
        assertThat(broker.tryApply(Map.of("ANYONE", anyone)).status()).isEqualTo(2);
    }

    private static Set<AclBinding> acls(Admin admin) throws Exception {
        return Set.copyOf(admin.describeAcls(AclBindingFilter.ANY).values().get());
    }

    private static String words(AclBinding acl) {
        return Stream.of(
                        acl.entry().principal(),
                        acl.entry().host(),
                        acl.entry().permissionType(),
                        acl.entry().operation(),
                        acl.pattern().patternType(),
                        acl.pattern().resourceType(),
                        acl.pattern().name())
                .map(word -> word.toString().toLowerCase(Locale.ROOT).replace("_", ""))
                .collect(Collectors.joining(" "));
    }

    private static Set<String> granted() {
        return DeployFiles.text("kafka/acls.txt")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .flatMap(ApplyScriptIT::granted)
                .collect(Collectors.toSet());
    }

    private static Stream<String> granted(String line) {
        List<String> words = List.of(line.split(" "));
        String principal = words.getFirst().replace("anyone", "guest").replaceFirst("operators", "operator");
        return Stream.of(words.get(1).split(","))
                .flatMap(operation -> words.stream()
                        .skip(3)
                        .map(resource -> "user:%s * allow %s %s %s"
                                .formatted(principal, operation, words.get(2), resource(resource))
                                .toLowerCase(Locale.ROOT)));
    }

    private static String resource(String word) {
        return word.equals("cluster")
                ? "cluster kafka-cluster"
                : word.replace("transactional-id", "transactionalid").replaceFirst(":", " ");
    }

    private static void set(Admin admin, String name, String value) throws Exception {
        AlterConfigOp change = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
        admin.incrementalAlterConfigs(Map.of(PROMPTS, List.of(change))).all().get();
    }
}
