package dev.countersign.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.local.process.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RelayTest {
    private static final Pace SLOW = new Pace(Duration.ofMillis(100), 1_000);

    private ServerSocket echo;
    private Relay relay;
    private int port;

    @BeforeEach
    void start() throws IOException {
        echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::echo);
        port = FreePorts.next();
        relay = Relay.start(port, echo.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        relay.close();
        echo.close();
    }

    @Test
    void shouldHandOnBothWays() throws IOException {
        try (Socket client = connect()) {
            assertThat(roundTrip(client, "hello")).isEqualTo("hello");
        }
    }

    @Test
    void shouldResetAndRefuseWhileCutAndServeAgainOnceHealed() throws IOException {
        try (Socket client = connect()) {
            assertThat(roundTrip(client, "before")).isEqualTo("before");

            relay.cut();

            assertThatThrownBy(() -> {
                        if (client.getInputStream().read() < 0) {
                            throw new IOException("ended");
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
        }

        relay.heal();

        try (Socket client = connect()) {
            assertThat(roundTrip(client, "after")).isEqualTo("after");
        }
    }

    @Test
    void shouldDelayAndThrottleEachDirectionWhileSlow() throws IOException {
        try (Socket client = connect()) {
            relay.slow(SLOW, Pace.FULL);
            assertThat(timed(client, "x".repeat(200))).isGreaterThan(Duration.ofMillis(290));

            relay.slow(SLOW, SLOW);
            assertThat(timed(client, "x".repeat(200))).isGreaterThan(Duration.ofMillis(590));

            relay.heal();
            assertThat(timed(client, "x")).isLessThan(Duration.ofMillis(100));
        }
    }

    @Test
    void shouldResetClientsWhileNobodyListensBehindIt() throws IOException {
        echo.close();

        try (Socket client = connect()) {
            assertThatThrownBy(() -> roundTrip(client, "lost")).isInstanceOf(IOException.class);
        }
    }

    private Duration timed(Socket client, String text) throws IOException {
        long began = System.nanoTime();
        assertThat(roundTrip(client, text)).isEqualTo(text);
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static String roundTrip(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes());
        byte[] back = client.getInputStream().readNBytes(text.length());
        if (back.length < text.length()) {
            throw new IOException("ended");
        }
        return new String(back);
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private void echo() {
        while (!echo.isClosed()) {
            try {
                Socket taken = echo.accept();
                Thread.ofVirtual().start(() -> answer(taken));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void answer(Socket taken) {
        try (taken) {
            taken.getInputStream().transferTo(taken.getOutputStream());
        } catch (IOException ended) {
            // The test is over.
        }
    }
}
