package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.local.launch.ServiceKind;
import dev.countersign.local.launch.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A missing or unreadable trust setting stops the start and is named. */
@ExtendWith(SharedStack.class)
class TrustSettingsIT {
    private final Stack stack;

    TrustSettingsIT(Stack stack) {
        this.stack = stack;
    }

    @ParameterizedTest
    @CsvSource({
        "APPROVAL, countersign.signing.key-file",
        "APPROVAL, countersign.policy.file",
        "APPROVAL, countersign.people.file",
        "APPROVAL, countersign.session.key-file",
        "EXECUTOR, countersign.signing.key-file",
        "EXECUTOR, countersign.trusted-keys.dir",
    })
    void shouldNotStartWithout(ServiceKind service, String setting) throws IOException {
        String variable = setting.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
        ServiceProcess instance = stack.services().add(service, Map.of(variable, "/nowhere/at-all"));

        instance.start();

        Await.untilTrue(service + " to give up", Duration.ofSeconds(40), () -> !instance.isAlive());
        assertThat(Files.readString(instance.log())).contains(setting);
    }
}
