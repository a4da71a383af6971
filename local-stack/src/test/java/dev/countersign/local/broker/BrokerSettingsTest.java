package dev.countersign.local.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class BrokerSettingsTest {

    private static final ExtraListener FIRST = new ExtraListener("RELAY1", 3001, 3002);
    private static final ExtraListener SECOND = new ExtraListener("RELAY2", 3003, 3004);

    @Test
    void shouldListenOnAnExtraPortAndAdvertiseTheOther() {
        var properties = settings(FIRST, SECOND).properties();

        assertThat(properties)
                .containsEntry(
                        "listeners",
                        "PLAINTEXT://127.0.0.1:1000,CONTROLLER://127.0.0.1:1001,"
                                + "RELAY1://127.0.0.1:3001,RELAY2://127.0.0.1:3003")
                .containsEntry(
                        "advertised.listeners",
                        "PLAINTEXT://127.0.0.1:1000,RELAY1://127.0.0.1:3002,RELAY2://127.0.0.1:3004")
                .containsEntry(
                        "listener.security.protocol.map",
                        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,RELAY1:PLAINTEXT,RELAY2:PLAINTEXT");
    }

    @Test
    void shouldSayTheSameToTheBrokersOwnProcess() {
        BrokerSettings settings = settings(FIRST, SECOND);

        assertThat(BrokerSettings.ofArguments(settings.toArguments())).isEqualTo(settings);
    }

    @Test
    void shouldRefuseListenersThatCannotBe() {
        assertThatThrownBy(() -> settings(FIRST, FIRST)).hasMessageContaining("same name");
        assertThatThrownBy(() -> new ExtraListener("PLAINTEXT", 1, 2)).hasMessageContaining("PLAINTEXT");
        assertThatThrownBy(() -> new ExtraListener("A,B", 1, 2)).hasMessageContaining("A,B");
        assertThatThrownBy(() -> new ExtraListener("A", 1, 1)).hasMessageContaining("between");
        assertThatThrownBy(() -> ExtraListener.ofArgument("A:1")).hasMessageContaining("A:1");
    }

    private static BrokerSettings settings(ExtraListener... extra) {
        Path dir = Path.of("/somewhere");
        return new BrokerSettings(dir, 1000, 1001, dir.resolve("broker.log"), List.of(extra));
    }
}
