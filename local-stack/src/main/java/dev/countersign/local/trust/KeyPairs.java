package dev.countersign.local.trust;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The Ed25519 key pairs of a local stack, as PEM files of mode 0600: {@code gate.pem} signs approvals,
 * {@code executor-service.pem} signs catalogue entries, {@code session.pem} signs browser sessions. The gate's public key
 * lies in {@code trusted/}, where executors look, the others in {@code public/}.
 */
public record KeyPairs(Path dir) {

    public static final String GATE_KID = "gate-1";
    public static final String EXECUTOR_KID = "executor-service-1";

    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    public Path gate() {
        return dir.resolve("gate.pem");
    }

    public Path executor() {
        return dir.resolve("executor-service.pem");
    }

    public Path session() {
        return dir.resolve("session.pem");
    }

    public Path executorPublic() {
        return published(executor());
    }

    /** The folder of public keys that executors trust: {@code <kid>.pem}. */
    public Path trusted() {
        return dir.resolve("trusted");
    }

    /** Generates what is missing and keeps what is there. */
    public void createMissing() {
        PrivateFiles.createDirectory(dir.resolve("public"));
        PrivateFiles.createDirectory(trusted());
        createMissing(gate(), trusted().resolve(GATE_KID + ".pem"));
        createMissing(executor(), published(executor()));
        createMissing(session(), published(session()));
    }

    private Path published(Path privateKey) {
        return dir.resolve("public").resolve(privateKey.getFileName());
    }

    private static void createMissing(Path privateKey, Path publicKey) {
        // The private half is written last: where it is, the public one is too.
        if (Files.exists(privateKey)) {
            return;
        }
        KeyPair pair = generate();
        PrivateFiles.write(publicKey, pem("PUBLIC KEY", pair.getPublic().getEncoded()));
        PrivateFiles.write(privateKey, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    }

    private static KeyPair generate() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK since 15 has Ed25519", impossible);
        }
    }

    private static byte[] pem(String label, byte[] encoded) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(label, LINES.encodeToString(encoded), label)
                .getBytes(StandardCharsets.US_ASCII);
    }
}
