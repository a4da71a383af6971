package dev.countersign.local.trust;

import dev.countersign.contract.json.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;

/**
 * One-time links. The file that stands for a link is named by the SHA-256 of its token, so that whoever reads the folder
 * has no link; approval-service deletes the file when the link is used.
 */
public record SignInLinks(Path dir, InstantSource clock) {

    /** How long a link can be used. */
    public static final Duration VALIDITY = Duration.ofMinutes(10);

    /** Makes a link for a person. The token stands in the fragment, which browsers do not send. */
    public String create(Person person, String approvalUrl) {
        String token = SecretTokens.next();
        PrivateFiles.createDirectory(dir);
        PrivateFiles.write(
                dir.resolve(digest(token) + ".json"),
                JsonCodec.write(Map.of(
                        "name",
                        person.name(),
                        "expiresAt",
                        clock.instant().plus(VALIDITY).toString())));
        return "%s/link#%s".formatted(approvalUrl, token);
    }

    private static String digest(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
