package dev.countersign.contract.signing;

import dev.countersign.contract.id.Identifiers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.PublicKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/**
 * A private Ed25519 key and the id under which others know its public half. Signs exact bytes as a detached JWS
 * (RFC 7515 appendix F) with an unencoded payload (RFC 7797, {@code b64=false}), or a text as a compact JWS that carries
 * it; algorithm EdDSA (RFC 8037) in both.
 */
public final class SigningKey {
    private final String kid;
    private final PrivateKey key;

    private SigningKey(String kid, PrivateKey key) {
        if (!Identifiers.isValid(kid)) {
            throw new KeyFileException("a key id has 1 to 128 characters of A-Z a-z 0-9 . _ : -");
        }
        this.kid = kid;
        this.key = key;
    }

    /**
     * Loads a key from a PKCS #8 PEM file.
     *
     * @throws KeyFileException if there is none
     */
    public static SigningKey load(Path file, String kid) {
        return new SigningKey(kid, PemKeys.privateKey(file));
    }

    /** The key's id. */
    public String kid() {
        return kid;
    }

    /** The detached JWS over the bytes: header, nothing, signature, in compact form. */
    public String sign(SignedKind kind, byte[] bytes) {
        JsonWebSignature jws = unsigned(kind, bytes);
        jws.getHeaders().setObjectHeaderValue("b64", false);
        jws.setCriticalHeaderNames("b64");
        try {
            return jws.getDetachedContentCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("an Ed25519 key signs any bytes", e);
        }
    }

    /** The JWS that carries a text (RFC 7515 section 7.1): header, text and signature, in compact form. */
    public String signCompact(SignedKind kind, String text) {
        try {
            return unsigned(kind, text.getBytes(StandardCharsets.UTF_8)).getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("an Ed25519 key signs any text", e);
        }
    }

    private JsonWebSignature unsigned(SignedKind kind, byte[] payload) {
        JsonWebSignature jws = new JsonWebSignature();
        jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
        jws.setKeyIdHeaderValue(kid);
        jws.setHeader("typ", kind.typ());
        jws.setPayloadBytes(payload);
        jws.setKey(key);
        return jws;
    }

    /** The public half. */
    PublicKey publicKey() {
        return PemKeys.publicKeyOf(key);
    }
}
