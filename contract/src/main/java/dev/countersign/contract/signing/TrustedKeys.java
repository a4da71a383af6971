package dev.countersign.contract.signing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** The public keys whose signatures count, by key id, so that keys can be rotated: trust the new one, then sign by it. */
public final class TrustedKeys {
    private static final String PEM = ".pem";
    private static final AlgorithmConstraints EDDSA_ALONE =
            new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.EDDSA);

    private final Map<String, PublicKey> keys;

    private TrustedKeys(Map<String, PublicKey> keys) {
        this.keys = Map.copyOf(keys);
    }

    /**
     * Trusts every {@code <kid>.pem} of a folder.
     *
     * @throws KeyFileException if there is none, or one of them is no Ed25519 public key
     */
    public static TrustedKeys loadFolder(Path folder) {
        Map<String, PublicKey> keys = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.getFileName().toString().endsWith(PEM)).forEach(file -> {
                String name = file.getFileName().toString();
                keys.put(name.substring(0, name.length() - PEM.length()), PemKeys.publicKey(file));
            });
        } catch (IOException e) {
            throw new KeyFileException(folder + " cannot be read", e);
        }
        if (keys.isEmpty()) {
            throw new KeyFileException(folder + " holds no public key: it needs at least one <kid>.pem");
        }
        return new TrustedKeys(keys);
    }

    /**
     * Trusts one key.
     *
     * @throws KeyFileException if the file holds no Ed25519 public key
     */
    public static TrustedKeys load(Path file, String kid) {
        return new TrustedKeys(Map.of(kid, PemKeys.publicKey(file)));
    }

    /** The ids of the keys. */
    public Set<String> kids() {
        return keys.keySet();
    }

    /** Whether a detached JWS stands for exactly these bytes, was made for this kind of thing, by a key trusted here. */
    public Verification verify(SignedKind kind, byte[] bytes, String detached) {
        JsonWebSignature jws = new JsonWebSignature();
        jws.setAlgorithmConstraints(EDDSA_ALONE);
        jws.setKnownCriticalHeaders("b64");
        try {
            jws.setCompactSerialization(detached);
            // The detached form is empty in the middle; the bytes to verify are only ever those of the record.
            if (jws.getEncodedPayload() != null && !jws.getEncodedPayload().isEmpty()) {
                return new Verification.Invalid("the signature is not detached");
            }
            jws.setPayloadBytes(bytes);
            return verify(kind, jws);
        } catch (JoseException | RuntimeException e) {
            return new Verification.Invalid("the signature cannot be read");
        }
    }

    private Verification verify(SignedKind kind, JsonWebSignature jws) throws JoseException {
        if (!Boolean.FALSE.equals(jws.getHeaders().getObjectHeaderValue("b64"))) {
            return new Verification.Invalid("the signature is not over the value's own bytes (b64=false)");
        }
        if (!kind.typ().equals(jws.getHeader("typ"))) {
            return new Verification.Invalid("the signature was made for something else");
        }
        String kid = jws.getKeyIdHeaderValue();
        PublicKey key = kid == null ? null : keys.get(kid);
        if (kid == null || key == null) {
            return new Verification.Invalid("the signature's key is not trusted here");
        }
        jws.setKey(key);
        return jws.verifySignature()
                ? new Verification.Valid(kid)
                : new Verification.Invalid("the signature does not match the value");
    }

    /** Whether a signature counts. */
    public sealed interface Verification {
        /** It does, and this key made it. */
        record Valid(String kid) implements Verification {}

        /** It does not, and why. */
        record Invalid(String reason) implements Verification {}
    }
}
