package dev.countersign.planner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.planner.PlannerConfig;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ModelSettingsTest {
    /** Four calls of 120 s and three waits of up to 120 s, each up to a fifth longer. */
    private static final long LONGEST = Duration.ofSeconds(912).toMillis();

    private final Map<String, String> settings = new HashMap<>(Map.of(
            "countersign.model.base-url", "http://localhost/v1/",
            "countersign.model.api-key", "none",
            "countersign.model.name", "m",
            "countersign.model.temperature", "0",
            "countersign.model.timeout", "120s"));

    @Test
    void shouldWantTheChannelToBeMorePatientThanATurn() {
        assertThatCode(() -> check(LONGEST + 1)).doesNotThrowAnyException();
        assertThatThrownBy(() -> check(LONGEST)).hasMessageContaining("unprocessed-record-max-age.ms");
    }

    @Test
    void shouldRefuseATimeoutOfNothing() {
        settings.put("countersign.model.timeout", "0s");

        assertThatThrownBy(() -> check(LONGEST + 1)).hasMessageContaining("countersign.model.timeout");
    }

    @Test
    void shouldNameWhatIsMissingForOpenAiAlone() {
        assertThatCode(() -> check(LONGEST + 1)).doesNotThrowAnyException();
        settings.put("countersign.model.base-url", "https://api.openai.com/v1/");

        assertThatThrownBy(() -> check(LONGEST + 1))
                .hasMessageContainingAll("OPENAI_API_KEY", "countersign.model.api-key", "OPENAI_BASE_URL");
    }

    @Test
    void shouldRefuseRetriesWithoutEnd() {
        settings.put("countersign.model.retries", "11");

        assertThatThrownBy(() -> check(Long.MAX_VALUE / 2)).hasMessageContaining("countersign.model");
    }

    @Test
    void shouldShipAPatienceThatFitsItsDefaults() throws IOException {
        Properties shipped = new Properties();
        try (var file = getClass().getResourceAsStream("/application.properties")) {
            shipped.load(file);
        }

        String age = shipped.getProperty("mp.messaging.incoming.model-turns.throttled.unprocessed-record-max-age.ms");
        assertThat(Long.parseLong(age)).isGreaterThan(LONGEST);
    }

    private void check(long maxAgeMillis) {
        PlannerConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(PlannerConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build()
                .getConfigMapping(PlannerConfig.class);
        new ModelSettings(config, maxAgeMillis).check(new StartupEvent());
    }
}
