package dev.countersign.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends the children of a parent that died, even by SIGKILL. A small shell holds the other end of a pipe: when the pipe
 * closes, it ends every process that it was told of and that has not ended since.
 */
final class Reaper {

    private static final String SCRIPT = """
            trap '' INT HUP TERM
            pids=
            while read -r sign pid; do
              left=
              for each in $pids; do [ "$each" = "$pid" ] || left="$left $each"; done
              pids=$left
              [ "$sign" = + ] && pids="$pids $pid"
            done
            [ -n "$pids" ] || exit 0
            any_left() {
              for each in $pids; do kill -0 "$each" 2>/dev/null && return 0; done
              return 1
            }
            kill -TERM $pids 2>/dev/null
            tries=0
            while [ $tries -lt 50 ] && any_left; do tries=$((tries + 1)); sleep 0.1; done
            kill -KILL $pids 2>/dev/null
            exit 0
            """;

    private static final Reaper INSTANCE = new Reaper();

    private final Writer pipe;
    private final Set<CompletableFuture<Void>> notices = ConcurrentHashMap.newKeySet();

    private Reaper() {
        try {
            Process shell = new ProcessBuilder("/bin/sh", "-c", SCRIPT)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            pipe = shell.outputWriter(StandardCharsets.US_ASCII);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot start the shell that ends child processes", failed);
        }
    }

    static void watch(Process process) {
        INSTANCE.tell("+", process);
        CompletableFuture<Void> ended = process.onExit().thenAccept(each -> INSTANCE.tell("-", each));
        INSTANCE.notices.add(ended);
        INSTANCE.notices.removeIf(CompletableFuture::isDone);
    }

    private synchronized void tell(String sign, Process process) {
        try {
            pipe.write("%s %d%n".formatted(sign, process.pid()));
            pipe.flush();
        } catch (IOException gone) {
            throw new UncheckedIOException("the shell that ends child processes is gone", gone);
        }
    }
}
