package dev.countersign.executor.mailbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Makes whoever asks wait while a file exists. */
record HoldFile(Optional<Path> file) {

    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    void await() throws InterruptedException {
        while (file.filter(Files::exists).isPresent()) {
            Thread.sleep(LOOK_EVERY);
        }
    }
}
