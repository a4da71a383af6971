package dev.countersign.deploy.compose;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.countersign.deploy.Scripts;
import dev.countersign.deploy.Settings;
import dev.countersign.local.process.FreePorts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The health checks' commands, run here against a server in place of the service. */
class HealthCheckTest {

    private static final List<String> SERVICES = List.of("planner-service", "approval-service", "executor-service");

    @ParameterizedTest
    @ValueSource(ints = {200, 503})
    void shouldBelieveNothingButStatus200(int status) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/q/health/ready", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        try {
            for (String service : SERVICES) {
                int exit = Scripts.tryRun(command(service, server.getAddress().getPort()), Map.of())
                        .status();

                assertThat(exit == 0).as(service).isEqualTo(status == 200);
            }
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"planner-service", "approval-service", "executor-service", "kafka"})
    void shouldFailWhereNobodyListens(String service) throws Exception {
        assertThat(Scripts.tryRun(command(service, FreePorts.next()), Map.of()).status())
                .isNotZero();
    }

    private static List<String> command(String service, int port) {
        Map<String, Object> check =
                ComposeFile.map(ComposeFile.read("compose.yaml").service(service), "healthcheck");
        List<String> words =
                ComposeFile.list(check, "test").stream().map(Object::toString).toList();
        String own = service.equals("kafka") ? "9092" : Settings.value(service, "quarkus.http.port");
        assertThat(words).startsWith("CMD").element(3).asString().contains("/127.0.0.1/" + own);
        return words.subList(1, words.size()).stream()
                .map(word -> word.replace("$$", "$").replace("/127.0.0.1/" + own, "/127.0.0.1/" + port))
                .toList();
    }
}
