package dev.countersign.local.launch;

import dev.countersign.local.trust.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Held while a stack runs on a data folder, so that no second one starts on it. The system lets go of it at the end. */
final class StackLock implements AutoCloseable {

    private final FileChannel channel;

    private StackLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @throws RefusedStartException when another process has it
     */
    static StackLock take(DataDir data) {
        try {
            PrivateFiles.createDirectory(data.root());
            FileChannel channel = FileChannel.open(data.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new RefusedStartException("a stack is running on %s already".formatted(data.root()));
            }
            return new StackLock(channel);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot lock " + data.lock(), failed);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
