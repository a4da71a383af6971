package dev.countersign.approval.identity;

import dev.countersign.contract.json.Digest;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One-time links: {@code <sha256 of the token>.json} says for whom and until when. Whoever deletes the file has used the
 * link; a file system lets only one do so.
 */
@ApplicationScoped
class SignInLinks {
    private static final Logger LOG = LoggerFactory.getLogger(SignInLinks.class);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int MAX_BYTES = 4096;

    private final Path dir;
    private final InstantSource clock;

    /** What the file says. */
    record Link(String name, Instant expiresAt) {}

    @Inject
    SignInLinks(LinksConfig config) {
        this(config.dir(), InstantSource.system());
    }

    SignInLinks(Path dir, InstantSource clock) {
        this.dir = dir;
        this.clock = clock;
    }

    /** Uses a link up: the name it was made for, if it was there, unused and in time. */
    Optional<String> consume(String token) {
        Path file = dir.resolve(Digest.ofText(token).hex() + ".json");
        try {
            if (Files.size(file) > MAX_BYTES) {
                return Optional.empty();
            }
            Link link = JsonCodec.read(Files.readAllBytes(file), Link.class);
            Files.delete(file);
            return isInTime(link.expiresAt()) ? Optional.of(link.name()) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | UnreadableException e) {
            LOG.error("event=link-unusable problem=\"{}\"", e.getMessage());
            return Optional.empty();
        }
    }

    private boolean isInTime(Instant expiresAt) {
        Instant now = clock.instant();
        return now.isBefore(expiresAt) && !expiresAt.isAfter(now.plus(LONGEST));
    }
}
