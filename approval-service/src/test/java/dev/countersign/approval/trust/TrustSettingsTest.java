package dev.countersign.approval.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.local.trust.KeyPairs;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every setting that trust hangs on, missing and unusable: the start ends with its name. */
class TrustSettingsTest {

    @TempDir
    Path dir;

    private final Map<String, String> settings = new HashMap<>();

    @BeforeEach
    void write() throws IOException {
        KeyPairs keys = new KeyPairs(dir.resolve("keys"));
        keys.createMissing();
        Path policy = Files.writeString(dir.resolve("policy.yaml"), "version: 1\nrules: []\n");
        Files.writeString(dir.resolve("garbage"), "garbage");
        settings.put("countersign.signing.key-file", keys.gate().toString());
        settings.put("countersign.signing.kid", KeyPairs.GATE_KID);
        settings.put("countersign.policy.file", policy.toString());
        settings.put(
                "countersign.executors.executor-service.key-file",
                keys.executorPublic().toString());
        settings.put("countersign.executors.executor-service.kid", KeyPairs.EXECUTOR_KID);
        settings.put("countersign.executors.executor-service.tools", "count_*,send_email");
    }

    @Test
    void shouldLoadWholeTrust() {
        load();

        assertThat(settings).hasSize(6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "countersign.signing.key-file",
                "countersign.signing.kid",
                "countersign.policy.file",
                "countersign.executors.executor-service.key-file",
                "countersign.executors.executor-service.kid",
                "countersign.executors.executor-service.tools"
            })
    void shouldNameMissingSetting(String setting) {
        settings.remove(setting);

        assertThatThrownBy(this::load).hasMessageContaining(setting);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "countersign.signing.key-file",
                "countersign.policy.file",
                "countersign.executors.executor-service.key-file"
            })
    void shouldNameSettingOfFileThatCannotBeUsed(String setting) {
        settings.put(setting, dir.resolve("garbage").toString());
        assertThatThrownBy(this::load).hasMessageContaining(setting).hasMessageContaining("garbage");

        settings.put(setting, dir.resolve("none").toString());
        assertThatThrownBy(this::load).hasMessageContaining(setting).hasMessageContaining("none cannot be read");
    }

    @Test
    void shouldRefuseToStartWithoutAnyExecutor() {
        settings.keySet().removeIf(name -> name.startsWith("countersign.executors"));

        assertThatThrownBy(this::load).hasMessageContaining("countersign.executors.<name>.key-file");
    }

    @ParameterizedTest
    @CsvSource({"countersign.call.expiry,31d", "countersign.call.expiry,0s", "countersign.call.validity,-1s"})
    void shouldRefuseTimesThatMakeNoSense(String setting, String value) {
        settings.put(setting, value);

        assertThatThrownBy(this::load).hasMessageContaining("countersign.call");
    }

    /** Kafka would refuse the group's member of such a name later, and less clearly. */
    @ParameterizedTest
    @ValueSource(strings = {"", "a:b", "a b", "a/b"})
    void shouldRefuseInstanceWhoseNameKafkaRefuses(String name) {
        assertThatThrownBy(() -> new InstanceConfig(name, dir, 1, Map.of()))
                .hasMessageContaining("countersign.instance");
    }

    @Test
    void shouldRefuseUnknownSetting() {
        settings.put("countersign.signing.keyfile", "x");

        assertThatThrownBy(this::load).hasMessageContaining("countersign.signing.keyfile");
    }

    private void load() {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(java.time.Duration.class, 200, new io.quarkus.runtime.configuration.DurationConverter())
                .withMapping(SigningConfig.class)
                .withMapping(PolicyConfig.class)
                .withMapping(ExecutorsConfig.class)
                .withMapping(CallConfig.class)
                .withDefaultValues(settings)
                .build();
        TrustSettings trust = new TrustSettings();
        trust.signingKey(config.getConfigMapping(SigningConfig.class));
        trust.policy(config.getConfigMapping(PolicyConfig.class));
        trust.catalog(config.getConfigMapping(ExecutorsConfig.class));
        trust.terms(config.getConfigMapping(CallConfig.class));
    }
}
