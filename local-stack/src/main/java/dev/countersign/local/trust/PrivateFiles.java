package dev.countersign.local.trust;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/** Files that only their owner can read: never readable by others for a moment, and there whole or not at all. */
public final class PrivateFiles {

    private static final FileAttribute<?> OWNER_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> OWNER_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private PrivateFiles() {}

    public static void createDirectory(Path directory) {
        try {
            Files.createDirectories(directory, OWNER_DIRECTORY);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot create " + directory, failed);
        }
    }

    /** Writes or replaces a file of mode 0600. Its directory must be there. */
    public static void write(Path file, byte[] content) {
        Path whole = file.resolveSibling(".%s-%s".formatted(file.getFileName(), UUID.randomUUID()));
        try {
            try (SeekableByteChannel channel = Files.newByteChannel(whole, Set.of(CREATE_NEW, WRITE), OWNER_FILE)) {
                ByteBuffer rest = ByteBuffer.wrap(content);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
            }
            Files.move(whole, file, ATOMIC_MOVE);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot write " + file, failed);
        }
    }
}
