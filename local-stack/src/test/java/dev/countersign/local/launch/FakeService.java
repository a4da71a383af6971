package dev.countersign.local.launch;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** What the launcher sees of a service: a process that takes its port from the environment and says that it is ready. */
public final class FakeService {

    private FakeService() {}

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(System.getenv("QUARKUS_HTTP_PORT"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/q/health/ready", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        System.out.println(System.getenv("COUNTERSIGN_INSTANCE") + " of " + System.getenv("KAFKA_BOOTSTRAP_SERVERS"));
    }
}
