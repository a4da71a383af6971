package dev.countersign.executor.tool.openapi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where a secret comes from. Nothing here, no message and no text form, ever holds the secret. */
final class SecretSource {

    private static final long MAX_BYTES = 16 * 1024;

    private final String setting;
    private final Optional<Path> file;
    private final Optional<String> value;

    /**
     * @param setting what names it in messages
     * @throws IllegalArgumentException if there is not exactly one source, or it holds no secret
     */
    SecretSource(String setting, OpenApiSettings.Auth auth) {
        this.setting = setting;
        this.file = auth.secretFile();
        this.value = auth.secret();
        if (file.isPresent() == value.isPresent()) {
            throw new IllegalArgumentException(setting + " takes exactly one of secret-file and secret");
        }
        read();
    }

    /**
     * The secret as it is now: a file may have been replaced.
     *
     * @throws IllegalArgumentException if there is none
     */
    String read() {
        String secret = value.orElseGet(() -> content(file.orElseThrow())).strip();
        if (secret.isEmpty() || secret.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(setting + (file.isPresent() ? ".secret-file" : ".secret")
                    + " is empty or holds a line break within");
        }
        return secret;
    }

    private String content(Path path) {
        try {
            if (Files.size(path) <= MAX_BYTES) {
                return Files.readString(path);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(setting + ".secret-file cannot be read: " + path, e);
        }
        throw new IllegalArgumentException(setting + ".secret-file has more than " + MAX_BYTES + " bytes: " + path);
    }

    @Override
    public String toString() {
        return setting;
    }
}
