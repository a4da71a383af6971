package dev.countersign.local.process;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Starts a child that would run for long, writes its process id to a file, and waits to be killed. */
final class ShortLivedParent {

    private ShortLivedParent() {}

    public static void main(String[] arguments) throws Exception {
        Path pidFile = Path.of(arguments[0]);
        Path dir = pidFile.getParent();
        ChildProcess child = ChildProcess.start(
                new ChildSpec("grandchild", List.of("sleep", "600"), Map.of(), dir, dir.resolve("grandchild.log")));
        Path whole = Files.writeString(dir.resolve("pid.new"), String.valueOf(child.pid()));
        Files.move(whole, pidFile, ATOMIC_MOVE);
        child.onExit().join();
    }
}
