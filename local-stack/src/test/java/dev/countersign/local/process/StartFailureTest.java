package dev.countersign.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StartFailureTest {

    @Test
    void shouldTakeTheServicesOwnWordAndNotWhatLiesUnderIt() {
        String log = """
                2026-11-24 21:14:52,012 ERROR [io.quarkus.runtime.Application] (main) Failed to start application: java.lang.RuntimeException: Failed to start quarkus
                \tat io.quarkus.runner.ApplicationImpl.doStart(Unknown Source)
                Caused by: java.lang.IllegalStateException: countersign.openapi.todo.document: todo.yaml cannot be read
                \tat dev.countersign.executor.service.ExecutorLifecycle.trust(ExecutorLifecycle.java:92)
                \t... 9 more
                Caused by: java.nio.file.NoSuchFileException: todo.yaml
                \tat java.base/sun.nio.fs.UnixException.translateToIOException(UnixException.java:92)
                """;

        assertThat(StartFailure.in(log)).contains("countersign.openapi.todo.document: todo.yaml cannot be read");
    }

    @Test
    void shouldNameEverySettingThatIsWrong() {
        String log = """
                Configuration validation failed:
                \tjava.util.NoSuchElementException: SRCFG00014: The config property countersign.openapi.todo.base-url is required but it could not be found in any config source
                \tjava.lang.IllegalArgumentException: SRCFG00050: countersign.openapi.todo.documnet in tools.properties does not map to any root
                """;

        assertThat(StartFailure.in(log))
                .contains(
                        "The config property countersign.openapi.todo.base-url is required but it could not be found in any config source\n"
                                + "countersign.openapi.todo.documnet in tools.properties does not map to any root");
    }

    @Test
    void shouldNameEverySettingThatIsWrongWhereThatIsTheCause() {
        String log = """
                ERROR [io.quarkus.runtime.Application] (main) Failed to start application: java.lang.RuntimeException: Failed to start quarkus
                \tat io.quarkus.runner.ApplicationImpl.doStart(Unknown Source)
                Caused by: io.smallrye.config.ConfigValidationException: Configuration validation failed:
                \tjava.lang.IllegalArgumentException: SRCFG00050: countersign.openapi.a.b in tools.properties does not map to any root
                \tat io.smallrye.config.Some.where(Some.java:1)
                """;

        assertThat(StartFailure.in(log))
                .contains("countersign.openapi.a.b in tools.properties does not map to any root");
    }

    @Test
    void shouldSayThatSomebodyElseHasThePort() {
        String log = "ERROR [io.quarkus.runtime.Application] (main) Port 8082 seems to be in use by another process."
                + " Quarkus may already be running or the port is used by another application.\n"
                + "WARN (main) Use 'ss -anop | grep 8082' to identify the process occupying the port.\n";

        assertThat(StartFailure.in(log)).contains("Port 8082 seems to be in use by another process.");
    }

    @Test
    void shouldSayNothingWhereNothingIsSaid() {
        assertThat(StartFailure.in("started\nKilled\n")).isEmpty();
    }
}
