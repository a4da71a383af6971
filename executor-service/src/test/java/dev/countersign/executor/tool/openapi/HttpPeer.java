package dev.countersign.executor.tool.openapi;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP server that shows requests as they came over the wire, and answers whatever it is told to, well-formed or not. */
final class HttpPeer implements AutoCloseable {

    /** Answers one request; the connection ends with it. */
    interface Handler {
        void handle(Request request, Wire wire) throws IOException;
    }

    /**
     * A request.
     *
     * @param target as it came, still encoded
     * @param headers by their names in small letters
     */
    record Request(String method, String target, Map<String, String> headers, String body) {}

    /** The connection a request came on. */
    record Wire(InputStream in, OutputStream out) {

        void write(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        /** A whole answer. */
        void answer(String status, String contentType, byte[] body) throws IOException {
            write("HTTP/1.1 " + status + "\r\n" + (contentType.isEmpty() ? "" : "Content-Type: " + contentType + "\r\n")
                    + "Content-Length: " + body.length + "\r\nConnection: close\r\n\r\n");
            out.write(body);
            out.flush();
        }

        void answer(String status, String contentType, String body) throws IOException {
            answer(status, contentType, body.getBytes(StandardCharsets.UTF_8));
        }

        void redirect(int status, String location) throws IOException {
            write("HTTP/1.1 " + status + " Elsewhere\r\nLocation: " + location
                    + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }

        /** Waits until the other end hangs up. */
        void untilHungUp() throws IOException {
            while (in.read() >= 0) {
                // Whatever comes is of no interest.
            }
        }
    }

    private final ServerSocket server;
    private final Handler handler;
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    HttpPeer(Handler handler) {
        this.handler = handler;
        try {
            this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    int port() {
        return server.getLocalPort();
    }

    List<Request> requests() {
        return requests;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            Request request = read(in);
            requests.add(request);
            handler.handle(request, new Wire(in, socket.getOutputStream()));
        } catch (IOException e) {
            // The other end has gone; some tests are about just that.
        }
    }

    private static Request read(InputStream in) throws IOException {
        String[] start = line(in).split(" ", 3);
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        return new Request(start[0], start[1], headers, new String(body, StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the request ends too early");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
