package dev.countersign.executor.tool.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.countersign.executor.tool.PassingFailureException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes back stays data, within bounds, and leads nowhere else. */
class OpenApiHostileTest {

    private static final String SECRET = "s3cr\"et+of/the=shop";
    private static final Duration SHORT = Duration.ofMillis(300);

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    @Test
    void shouldCutABodyOf100Megabytes() throws Exception {
        HttpPeer server = server((request, wire) -> {
            wire.write("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 104857600\r\n\r\n");
            flood(wire, 1_600);
        });

        String output = api(server).call("getInventory", "{}").text();

        assertThat(output).startsWith("\"[truncated: the output has more than 1048576 bytes");
    }

    @Test
    void shouldCutAStreamWithoutEndAndHangUp() throws Exception {
        CountDownLatch hungUp = new CountDownLatch(1);
        HttpPeer server = server((request, wire) -> {
            wire.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
            try {
                while (true) {
                    wire.write("4\r\n[[[[\r\n".repeat(1_000));
                }
            } catch (IOException e) {
                hungUp.countDown();
                throw e;
            }
        });

        String output = api(server).call("getInventory", "{}").text();

        assertThat(output).startsWith("\"[truncated: ");
        await().atMost(Duration.ofSeconds(10)).until(() -> hungUp.getCount() == 0);
    }

    @Test
    void shouldWithholdALongBinary() throws Exception {
        HttpPeer server = server((request, wire) -> {
            wire.write("HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n");
            flood(wire, 100);
        });

        assertThat(api(server).call("getInventory", "{}").text())
                .contains("withheld")
                .contains("more than 1048576 bytes of video/mp4");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void shouldNotFollowARedirectToAnotherHost(int status) {
        HttpPeer other = server((request, wire) -> wire.answer("200 OK", "text/plain", "mine"));
        HttpPeer server = server((request, wire) -> wire.redirect(status, other.url() + "/catch"));

        Throwable thrown = catchThrowable(() -> api(server).call("getInventory", "{}"));

        assertThat(thrown).isInstanceOf(OperationFailedException.class);
        assertThat(thrown).hasMessageContaining("HTTP " + status).hasMessageContaining("127.0.0.1:" + other.port());
        assertThat(other.requests()).isEmpty();
    }

    @Test
    void shouldFollowRedirectsOfAGetWithinTheOrigin() throws Exception {
        HttpPeer server = server((request, wire) -> {
            switch (request.target()) {
                case "/store/inventory" -> wire.redirect(302, "../a?b=c#d");
                case "/a?b=c" -> wire.redirect(308, "/end");
                default -> wire.answer("200 OK", "application/json", "{\"at\":\"" + request.target() + "\"}");
            }
        });

        assertThat(api(server).call("getInventory", "{}").text()).isEqualTo("{\"at\":\"/end\"}");
        assertThat(server.requests())
                .allSatisfy(request -> assertThat(request.headers()).containsEntry("api_key", SECRET));
    }

    @Test
    void shouldEndARedirectLoop() {
        HttpPeer server = server((request, wire) -> wire.redirect(302, request.target()));

        Throwable thrown = catchThrowable(() -> api(server).call("getInventory", "{}"));

        assertThat(thrown).isInstanceOf(OperationFailedException.class).hasMessageContaining("more than 3 redirects");
        assertThat(server.requests()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {307, 308})
    void shouldNotRepeatAPostThatIsRedirected(int status) {
        HttpPeer server = server((request, wire) -> wire.redirect(status, "/elsewhere"));

        Throwable thrown = catchThrowable(() -> api(server).call("placeOrder", "{\"body\": {\"petId\": 1}}"));

        assertThat(thrown).isInstanceOf(OperationFailedException.class).hasMessageContaining("HTTP " + status);
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "301, Location: /elsewhere",
        "302, Location: /elsewhere",
        "303, Location: /elsewhere",
        "303, Location: https://other.example/done",
        "303, Location: :// no URL",
        "303, X-Location: none"
    })
    void shouldNotSayThatAPostHasFailedThatLeadsToAnotherPage(int status, String header) {
        HttpPeer server = server((request, wire) -> wire.write(
                "HTTP/1.1 " + status + " See\r\n" + header + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));

        Throwable thrown = catchThrowable(() -> api(server).call("placeOrder", "{\"body\": {\"petId\": 1}}"));

        assertThat(thrown)
                .hasMessageContaining("HTTP " + status)
                .isInstanceOfSatisfying(
                        PassingFailureException.class,
                        unclear -> assertThat(unclear.mayHaveRun()).isTrue());
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"getInventory, {}", "placeOrder, '{\"body\": {\"petId\": 1}}'"})
    void shouldSendARequestOnceWhereTheConnectionEndsWithoutAnAnswer(String tool, String arguments) {
        HttpPeer server = server((request, wire) -> {});

        Throwable thrown = catchThrowable(() -> api(server).call(tool, arguments));

        assertThat(thrown)
                .isInstanceOfSatisfying(
                        PassingFailureException.class,
                        passing -> assertThat(passing.mayHaveRun()).isTrue());
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void shouldTellThatNobodyIsThere() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }

        Throwable thrown =
                catchThrowable(() -> Api.of(ApiSettings.of(Api.PETSTORE, "http://127.0.0.1:" + port, "placeOrder"))
                        .call("placeOrder", "{\"body\": {\"petId\": 1}}"));

        assertThat(thrown)
                .isInstanceOfSatisfying(
                        PassingFailureException.class,
                        passing -> assertThat(passing.mayHaveRun()).isFalse());
        assertThat(thrown).hasMessageContaining("no connection to 127.0.0.1:" + port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nX-Slow: ", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc"})
    void shouldGiveUpAtTheDeadline(String beginning) {
        CountDownLatch hungUp = new CountDownLatch(1);
        HttpPeer server = server((request, wire) -> {
            wire.write(beginning);
            wire.untilHungUp();
            hungUp.countDown();
        });

        Throwable thrown = catchThrowable(() -> api(server).call("getInventory", "{}", SHORT));

        assertThat(thrown)
                .isInstanceOfSatisfying(
                        PassingFailureException.class,
                        passing -> assertThat(passing.mayHaveRun()).isTrue());
        await().atMost(Duration.ofSeconds(10)).until(() -> hungUp.getCount() == 0);
    }

    private static void flood(HttpPeer.Wire wire, int times) throws IOException {
        byte[] much = new byte[64 * 1024];
        Arrays.fill(much, "x".getBytes(StandardCharsets.US_ASCII)[0]);
        for (int i = 0; i < times; i++) {
            wire.out().write(much);
        }
    }

    private HttpPeer server(HttpPeer.Handler handler) {
        HttpPeer server = new HttpPeer(handler);
        open.add(server);
        return server;
    }

    private static ApiSettings settings(HttpPeer server) {
        return ApiSettings.of(Api.PETSTORE, server.url(), "getInventory", "placeOrder")
                .with("api_key", ApiSettings.Secret.of(SECRET));
    }

    private static Api api(HttpPeer server) {
        return Api.of(settings(server));
    }
}
