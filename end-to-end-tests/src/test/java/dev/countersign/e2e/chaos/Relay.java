package dev.countersign.e2e.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A TCP relay on loopback: hands on what comes, until it is told to refuse and reset or to be slow. At most
 * {@value #MOST} connections at once; more are reset.
 */
final class Relay implements AutoCloseable {
    static final int MOST = 512;
    private static final int PIECE = 16 * 1024;

    private final InetSocketAddress here;
    private final InetSocketAddress target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Semaphore places = new Semaphore(MOST);
    private final AtomicReference<Paces> paces = new AtomicReference<>(Paces.FULL);
    private Optional<ServerSocket> door = Optional.empty();

    private record Paces(Pace toTarget, Pace fromTarget) {
        static final Paces FULL = new Paces(Pace.FULL, Pace.FULL);
    }

    private Relay(int port, int targetPort) {
        this.here = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort);
    }

    /** Listens on a port and hands on to another. */
    static Relay start(int port, int targetPort) {
        Relay relay = new Relay(port, targetPort);
        relay.open();
        return relay;
    }

    /** Resets every connection and refuses new ones. */
    synchronized void cut() {
        door.ifPresent(Relay::close);
        door = Optional.empty();
        sockets.forEach(Relay::reset);
    }

    /** Hands on at this pace from now on. */
    void slow(Pace toTarget, Pace fromTarget) {
        paces.set(new Paces(toTarget, fromTarget));
    }

    /** Takes connections and hands on at full pace again. */
    synchronized void heal() {
        paces.set(Paces.FULL);
        if (door.isEmpty()) {
            open();
        }
    }

    @Override
    public void close() {
        cut();
    }

    private synchronized void open() {
        try {
            ServerSocket opened = new ServerSocket();
            opened.setReuseAddress(true);
            opened.bind(here);
            door = Optional.of(opened);
            Thread.ofVirtual().name("relay-" + here.getPort()).start(() -> accept(opened));
        } catch (IOException e) {
            throw new UncheckedIOException("no relay on " + here, e);
        }
    }

    private void accept(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                Socket client = from.accept();
                Thread.ofVirtual().start(() -> serve(from, client));
            } catch (IOException closed) {
                // Cut, or a client that was gone before it was taken.
            }
        }
    }

    private void serve(ServerSocket from, Socket client) {
        if (!places.tryAcquire()) {
            reset(client);
            return;
        }
        Socket server = new Socket();
        sockets.add(client);
        sockets.add(server);
        try (client;
                server) {
            server.connect(target);
            if (from.isClosed()) {
                reset(client);
                return;
            }
            Thread back = Thread.ofVirtual().start(() -> pump(server, client, false));
            pump(client, server, true);
            back.join();
        } catch (IOException refused) {
            reset(client);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(client);
            sockets.remove(server);
            places.release();
        }
    }

    /** Ends both directions with whichever ends first: Kafka's clients close no half. */
    private void pump(Socket source, Socket sink, boolean toTarget) {
        byte[] piece = new byte[PIECE];
        try (source;
                sink) {
            InputStream in = source.getInputStream();
            OutputStream out = sink.getOutputStream();
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                Paces now = paces.get();
                (toTarget ? now.toTarget() : now.fromTarget()).await(read);
                out.write(piece, 0, read);
            }
        } catch (IOException ended) {
            // Whoever notices first ends the other.
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException closed) {
            return;
        }
        close(socket);
    }

    private static void close(AutoCloseable open) {
        try {
            open.close();
        } catch (Exception closed) {
            // It is closed, whatever it says.
        }
    }
}
