package dev.countersign.executor.service;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.executor.mailbox.MailboxConfig;
import dev.countersign.executor.tool.ToolSettings;
import dev.countersign.local.trust.KeyPairs;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Without trust there is no start. */
class ExecutorStartTest {

    @TempDir
    Path dir;

    private final Map<String, String> settings = new HashMap<>();

    @BeforeEach
    void setUp() {
        KeyPairs keys = new KeyPairs(dir.resolve("keys"));
        keys.createMissing();
        settings.put("countersign.signing.key-file", keys.executor().toString());
        settings.put("countersign.signing.kid", KeyPairs.EXECUTOR_KID);
        settings.put("countersign.trusted-keys.dir", keys.trusted().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"countersign.signing.key-file", "countersign.signing.kid", "countersign.trusted-keys.dir"})
    void shouldNameTheTrustSettingThatIsMissing(String setting) {
        settings.remove(setting);

        assertThatThrownBy(this::start).hasMessageContaining(setting);
    }

    @ParameterizedTest
    @ValueSource(strings = {"countersign.signing.key-file", "countersign.trusted-keys.dir"})
    void shouldNameTheTrustSettingThatIsUnreadable(String setting) {
        settings.put(setting, dir.resolve("nowhere").toString());

        assertThatThrownBy(this::start).hasMessageContaining(setting).hasMessageContaining("nowhere");
    }

    @Test
    void shouldNotStartWithAPrivateKeyAmongTheTrustedOnes() {
        settings.put("countersign.trusted-keys.dir", dir.resolve("keys").toString());

        assertThatThrownBy(this::start)
                .hasMessageContaining("countersign.trusted-keys.dir")
                .hasMessageContaining("PUBLIC KEY");
    }

    @Test
    void shouldRefuseAnInstanceNameThatKafkaDoesNotTake() {
        settings.put("countersign.instance", "executor service");

        assertThatThrownBy(this::start).hasMessageContaining("countersign.instance");
    }

    @Test
    void shouldNotShareAnInstanceNameWithAnExecutorOfAnotherName() {
        settings.put("countersign.executor.name", "mail-executor");

        ExecutorConfig config = builder().addDefaultInterceptors().build().getConfigMapping(ExecutorConfig.class);

        assertThat(config.instance()).isEqualTo("mail-executor-0");
    }

    @Test
    void shouldRefuseASettingThatNobodyKnows() {
        settings.put("countersign.executor.graze", "5s");

        assertThatThrownBy(this::start).hasMessageContaining("countersign.executor.graze");
    }

    @Test
    void shouldTakeSettingsOfAToolFromTheEnvironment() throws IOException {
        Map<String, String> environment = Map.of(
                "COUNTERSIGN_TOOLS_SEND_EMAIL_TIMEOUT", "5s",
                "COUNTERSIGN_MAILBOX_HOLD_FILE", "/tmp/hold",
                "COUNTERSIGN_STATE_DIR", "/tmp/state");
        URL packaged = requireNonNull(getClass().getResource("/application.properties"));

        SmallRyeConfig built = builder()
                .withMapping(MailboxConfig.class)
                .withSources(new EnvConfigSource(environment, 300), new PropertiesConfigSource(packaged, 250))
                .build();

        ExecutorConfig config = built.getConfigMapping(ExecutorConfig.class);
        assertThat(config.tools()).containsOnlyKeys("count_emails", "send_email");
        assertThat(config.tools().get("send_email"))
                .extracting(ToolSettings::timeout)
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(config.tools().get("count_emails"))
                .extracting(ToolSettings::retries)
                .isEqualTo(2);
        assertThat(built.getConfigMapping(MailboxConfig.class).holdFile()).hasValue(Path.of("/tmp/hold"));
    }

    private SmallRyeConfigBuilder builder() {
        return new SmallRyeConfigBuilder()
                .withMapping(ExecutorConfig.class)
                .withDefaultValues(settings)
                .addDiscoveredConverters();
    }

    private void start() {
        ExecutorConfig config = builder().addDefaultInterceptors().build().getConfigMapping(ExecutorConfig.class);
        new ExecutorLifecycle(config, Map.of(), new SimpleMeterRegistry()).start(new StartupEvent());
    }
}
