package dev.countersign.local.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.local.process.Await;
import dev.countersign.local.process.ChildProcess;
import dev.countersign.local.process.FreePorts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningStackIT {

    private static final Duration BOUND = Duration.ofSeconds(60);

    @TempDir
    Path dir;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @Test
    void shouldStartEverythingReviveWhatDiesAndEndEverything() throws Exception {
        StackConfig config = config(StackPorts.free());
        RunningStack stack = RunningStack.start(config, true, false, out);
        CompletableFuture<Boolean> supervision = CompletableFuture.supplyAsync(stack::superviseUntilStopped);
        ServiceProcess approval = stack.stack().approval();
        ChildProcess first = approval.process();
        assertThat(printed())
                .contains("broker", "offline-model", "executor-service-0", "approval-service-0", "planner-service-0");
        assertThatThrownBy(() -> RunningStack.start(config, true, false, out))
                .isInstanceOf(RefusedStartException.class)
                .hasMessageContaining("already");

        first.kill();

        Await.until("the service to be revived", BOUND, () -> printed().contains("approval-service-0 runs again"));
        assertThat(printed())
                .contains(
                        "ended with status 137",
                        "approval-service-0 of " + stack.stack().bootstrapServers());
        assertThat(approval.isReady()).isTrue();
        assertThat(Addresses.read(config.data()).approvalUrl()).isEqualTo(approval.url());
        ChildProcess broker = stack.stack().broker().process();

        stack.close();

        assertThat(supervision.join()).isTrue();
        assertThat(approval.isAlive()).isFalse();
        assertThat(broker.isAlive()).isFalse();
        assertThatThrownBy(() -> Addresses.read(config.data())).hasMessageContaining("no stack is running");
    }

    @Test
    void shouldRefuseToStartAndStartNothingWhenAPortIsTakenOrAServiceIsNotBuilt() throws Exception {
        StackPorts ports = StackPorts.free();
        StackConfig config = config(ports);
        Files.delete(ServiceKind.PLANNER.jar(config.checkout()));
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.approval()));

            assertThatThrownBy(() -> RunningStack.start(config, true, false, out))
                    .isInstanceOf(RefusedStartException.class)
                    .hasMessageContaining("port %d, for approval-service, is taken".formatted(ports.approval()))
                    .hasMessageContaining("planner-service is not built");
        }

        assertThat(config.data().broker()).doesNotExist();
        assertThat(printed()).isEmpty();
    }

    @Test
    void shouldRefuseToStartWhenTwoComponentsWouldHaveTheSamePort() throws Exception {
        int broker = FreePorts.next();

        assertThatThrownBy(() -> RunningStack.start(config(StackPorts.of(broker, broker - 1)), true, false, out))
                .isInstanceOf(RefusedStartException.class)
                .hasMessageContaining("port %d would be both the broker's and".formatted(broker));
    }

    private StackConfig config(StackPorts ports) throws IOException {
        Path checkout = FakeCheckout.create(dir.resolve("checkout"));
        return new StackConfig(
                checkout, new DataDir(dir.resolve("data")), ports, Optional.empty(), Optional.empty(), Map.of());
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
