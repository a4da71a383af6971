package dev.countersign.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.OnRejection;
import dev.countersign.planner.conversation.ConversationLimits;
import dev.countersign.planner.conversation.PromptOptions;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerSettingsTest {
    private final Map<String, String> settings = new HashMap<>(Map.of(
            "countersign.model.base-url", "http://localhost/v1/",
            "countersign.model.api-key", "none",
            "countersign.model.name", "m",
            "countersign.model.temperature", "0",
            "countersign.model.timeout", "120s"));

    @Test
    void shouldHaveTheProtocolsDefaults() {
        assertThat(settings().defaults()).isEqualTo(new PromptOptions(GateMode.TURN, OnRejection.STOP, false, 20));
        assertThat(settings().limits()).isEqualTo(ConversationLimits.defaults());
    }

    @Test
    void shouldTakeOtherDefaults() {
        settings.put("countersign.prompt.gate", "call");
        settings.put("countersign.prompt.on-rejection", "continue");
        settings.put("countersign.prompt.return-direct", "true");
        settings.put("countersign.prompt.max-turns", "3");

        assertThat(settings().defaults()).isEqualTo(new PromptOptions(GateMode.CALL, OnRejection.CONTINUE, true, 3));
    }

    @ParameterizedTest
    @CsvSource({
        "countersign.prompt.gte, call",
        "countersign.prompt.gate, both",
        "countersign.prompt.max-turns, many",
        "countersign.conversation.forget-after, soon"
    })
    void shouldRefuseWhatItDoesNotKnowByName(String name, String value) {
        settings.put(name, value);

        assertThatThrownBy(this::settings).hasMessageContaining(name);
    }

    @ParameterizedTest
    @CsvSource({"countersign.prompt.max-turns, 0", "countersign.prompt.max-turns, 1001"})
    void shouldRefuseDefaultsOutOfBounds(String name, String value) {
        settings.put(name, value);

        assertThatThrownBy(() -> settings().defaults()).hasMessageContaining("countersign.prompt");
    }

    @ParameterizedTest
    @CsvSource({
        "countersign.conversation.max-bytes, 6291456",
        "countersign.conversation.max-queued, -1",
        "countersign.conversation.forget-after, 0s"
    })
    void shouldRefuseLimitsOutOfBounds(String name, String value) {
        settings.put(name, value);

        assertThatThrownBy(() -> settings().limits()).hasMessageContaining("countersign.conversation");
    }

    @Test
    void shouldRefuseToTrustNobody() {
        assertThatThrownBy(() -> settings().owners()).hasMessageContaining("countersign.executors");
    }

    @Test
    void shouldNameTheKeyThatCannotBeRead() {
        settings.put("countersign.executors.executor-service.key-file", "/nowhere.pem");
        settings.put("countersign.executors.executor-service.kid", "k");
        settings.put("countersign.executors.executor-service.tools", "*");

        assertThatThrownBy(() -> settings().owners())
                .hasMessageContaining("countersign.executors.executor-service.key-file");
    }

    private PlannerSettings settings() {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(PlannerConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build();
        return new PlannerSettings(
                config.getConfigMapping(PlannerConfig.class), Map.of("bootstrap.servers", "localhost:9092"));
    }
}
