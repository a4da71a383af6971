package dev.countersign.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    @Test
    void shouldFindNestedAndNamedSettings() {
        assertThat(Settings.known("planner-service"))
                .contains("countersign.model.base-url", "countersign.executors.*.key-file", "kafka.sasl.jaas.config");
    }

    @ParameterizedTest
    @ValueSource(strings = {"planner-service", "approval-service"})
    void shouldKnowWhatTheExecutorsFileSays(String service) {
        assertThat(Settings.properties(DeployFiles.text("config/executors.properties"))
                        .keySet())
                .map(name -> name.replace(".executor-service.", ".*."))
                .isSubsetOf(Settings.known(service));
    }
}
