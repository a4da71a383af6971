package dev.countersign.local.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirTest {

    @TempDir
    Path dir;

    @Test
    void shouldShipAPolicyThatHoldsEverything() throws Exception {
        DataDir data = new DataDir(dir);

        data.prepare();

        assertThat(Files.readAllLines(data.policyFile())).contains("version: 1", "rules: []");
    }

    @Test
    void shouldKeepWhatWasEditedByHandWhenCleared() throws Exception {
        DataDir data = new DataDir(dir);
        data.prepare();
        Files.writeString(data.policyFile(), "version: 1\nrules: [] # mine\n");
        Files.createDirectories(data.state("approval-service-0"));
        Files.writeString(data.state("approval-service-0").resolve("store"), "x");
        String people = Files.readString(data.peopleFile());
        String key = Files.readString(data.keys().gate());

        data.clear();
        data.prepare();

        assertThat(data.policyFile()).content().contains("# mine");
        assertThat(data.peopleFile()).content().isEqualTo(people);
        assertThat(data.state("approval-service-0")).doesNotExist();
        assertThat(data.keys().gate()).content().isNotEqualTo(key);
    }

    @Test
    void shouldDeleteNothingInAFolderThatIsNoStacks() throws Exception {
        Files.createDirectories(dir.resolve("logs"));
        Files.writeString(dir.resolve("logs/mine"), "x");

        assertThatThrownBy(() -> new DataDir(dir).clear())
                .isInstanceOf(RefusedStartException.class)
                .hasMessageContaining("--fresh deletes nothing there");
        assertThat(dir.resolve("logs/mine")).exists();
    }

    @Test
    void shouldNotFollowLinksOutOfItsFolder(@TempDir Path outside) throws Exception {
        DataDir data = new DataDir(dir);
        data.prepare();
        Files.writeString(outside.resolve("mine"), "x");
        Files.createSymbolicLink(dir.resolve("state/link"), outside);
        Files.delete(dir.resolve("mailbox"));
        Files.createSymbolicLink(dir.resolve("mailbox"), outside);

        data.clear();

        assertThat(outside.resolve("mine")).exists();
        assertThat(dir.resolve("mailbox")).doesNotExist();
    }

    @Test
    void shouldKeepTheLogsOfTheLastRunAside() throws Exception {
        DataDir data = new DataDir(dir);
        data.prepare();
        Files.writeString(data.log("broker"), "first run");

        data.setLogsAside();

        assertThat(data.log("broker")).doesNotExist();
        assertThat(dir.resolve("logs/broker.log.last")).hasContent("first run");
    }

    @Test
    void shouldTellEachServiceWhereItsTrustLies() {
        DataDir data = new DataDir(dir);
        ServiceEnvironment environment = new ServiceEnvironment(data, "127.0.0.1:9092", Optional.empty(), false);

        Map<String, String> approval = environment.variables(ServiceKind.APPROVAL, "approval-service-1", 8081);
        Map<String, String> executor = environment.variables(ServiceKind.EXECUTOR, "executor-service-0", 8083);

        assertThat(approval)
                .containsEntry(
                        "COUNTERSIGN_SIGNING_KEY_FILE", data.keys().gate().toString())
                .containsEntry(
                        "COUNTERSIGN_STATE_DIR",
                        dir.resolve("state/approval-service-1").toString())
                .containsEntry("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092");
        assertThat(executor)
                .containsEntry(
                        "COUNTERSIGN_SIGNING_KEY_FILE", data.keys().executor().toString())
                .containsEntry(
                        "COUNTERSIGN_TRUSTED_KEYS_DIR", data.keys().trusted().toString());
        assertThat(environment.systemProperties(ServiceKind.PLANNER))
                .contains("-Dcountersign.executors.executor-service.key-file="
                        + data.keys().executorPublic());
    }
}
