package dev.countersign.contract.signing;

import dev.countersign.contract.id.Identifiers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.HeaderParameterNames;
import org.jose4j.lang.JoseException;

/** The public keys whose signatures count, by key id, so that keys can be rotated: trust the new one, then sign by it. */
public final class TrustedKeys {
    private static final String PEM = ".pem";
    private static final String B64 = HeaderParameterNames.BASE64URL_ENCODE_PAYLOAD;
    private static final int MAX_LENGTH = 1_024;
    private static final int MAX_COMPACT_LENGTH = 8_192;
    private static final Pattern COMPACT =
            Pattern.compile("([A-Za-z0-9_-]{1,1024})\\.([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]{86})");
    private static final Pattern DETACHED = Pattern.compile("([A-Za-z0-9_-]+)\\.\\.([A-Za-z0-9_-]{86})");
    private static final AlgorithmConstraints EDDSA_ALONE =
            new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.EDDSA);

    private final Map<String, PublicKey> keys;

    private TrustedKeys(Map<String, PublicKey> keys) {
        for (String kid : keys.keySet()) {
            if (!Identifiers.isValid(kid)) {
                throw new KeyFileException("a key id has 1 to 128 characters of A-Z a-z 0-9 . _ : -");
            }
        }
        this.keys = Map.copyOf(keys);
    }

    /**
     * Trusts every {@code <kid>.pem} of a folder.
     *
     * @throws KeyFileException if there is none, or one of them is no Ed25519 public key or not named by a key id
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

    /** Trusts the public half of a key that signs here. */
    public static TrustedKeys of(SigningKey key) {
        return new TrustedKeys(Map.of(key.kid(), key.publicKey()));
    }

    /** These keys and others; where both name a key by the same id, these count. */
    public TrustedKeys and(TrustedKeys others) {
        Map<String, PublicKey> all = new TreeMap<>(others.keys);
        all.putAll(keys);
        return new TrustedKeys(all);
    }

    /** The ids of the keys. */
    public Set<String> kids() {
        return keys.keySet();
    }

    /**
     * Whether a detached JWS stands for exactly these bytes, was made for this kind of thing, by a key trusted here.
     * Only the one form that {@link SigningKey} makes counts: EdDSA, {@code b64=false} and critical, no payload inside,
     * each part in the one Base64url text that its bytes have. Any other text is invalid, none is an exception.
     */
    public Verification verify(SignedKind kind, byte[] bytes, String detached) {
        if (detached.length() > MAX_LENGTH || !isDetached(detached)) {
            return new Verification.Invalid("the signature is no detached JWS");
        }
        JsonWebSignature jws = new JsonWebSignature();
        jws.setAlgorithmConstraints(EDDSA_ALONE);
        jws.setKnownCriticalHeaders(B64);
        try {
            jws.setCompactSerialization(detached);
            // The detached form is empty in the middle; the bytes to verify are only ever those of the record.
            jws.setPayloadBytes(bytes);
            return verify(kind, jws);
        } catch (JoseException | RuntimeException e) {
            return new Verification.Invalid("the signature cannot be read");
        }
    }

    private Verification verify(SignedKind kind, JsonWebSignature jws) throws JoseException {
        if (!Boolean.FALSE.equals(jws.getHeaders().getObjectHeaderValue(B64))
                || !List.of(B64).equals(jws.getHeaders().getObjectHeaderValue(HeaderParameterNames.CRITICAL))) {
            return new Verification.Invalid("the signature is not over the value's own bytes (b64=false)");
        }
        return verifySigner(kind, jws);
    }

    private Verification verifySigner(SignedKind kind, JsonWebSignature jws) throws JoseException {
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

    /**
     * Opens a compact JWS that carries a text: only where it was made for this kind of thing, by a key trusted here, in
     * the one form that {@link SigningKey#signCompact} makes: EdDSA, nothing critical, each part in the one Base64url text
     * that its bytes have, the payload UTF-8. Any other text is invalid, none is an exception.
     */
    public Opening verifyCompact(SignedKind kind, String compact) {
        Matcher parts = COMPACT.matcher(compact);
        if (compact.length() > MAX_COMPACT_LENGTH || !parts.matches() || !areExactBase64(parts)) {
            return new Opening.Invalid("it is no compact JWS");
        }
        JsonWebSignature jws = new JsonWebSignature();
        jws.setAlgorithmConstraints(EDDSA_ALONE);
        try {
            jws.setCompactSerialization(compact);
            return open(kind, jws);
        } catch (JoseException | CharacterCodingException | RuntimeException e) {
            return new Opening.Invalid("it cannot be read");
        }
    }

    private Opening open(SignedKind kind, JsonWebSignature jws) throws JoseException, CharacterCodingException {
        if (jws.getHeaders().getObjectHeaderValue(B64) != null
                || jws.getHeaders().getObjectHeaderValue(HeaderParameterNames.CRITICAL) != null) {
            return new Opening.Invalid("it is signed in another form");
        }
        return switch (verifySigner(kind, jws)) {
            case Verification.Invalid invalid -> new Opening.Invalid(invalid.reason());
            case Verification.Valid valid ->
                new Opening.Valid(
                        valid.kid(),
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .onMalformedInput(CodingErrorAction.REPORT)
                                .decode(ByteBuffer.wrap(jws.getPayloadBytes()))
                                .toString());
        };
    }

    private static boolean areExactBase64(Matcher parts) {
        return isExactBase64(parts.group(1)) && isExactBase64(parts.group(2)) && isExactBase64(parts.group(3));
    }

    /** Base64 decoders pass over much; what they pass over would be text that nobody signed. */
    private static boolean isDetached(String text) {
        Matcher parts = DETACHED.matcher(text);
        return parts.matches() && isExactBase64(parts.group(1)) && isExactBase64(parts.group(2));
    }

    private static boolean isExactBase64(String part) {
        try {
            byte[] decoded = Base64.getUrlDecoder().decode(part);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(decoded)
                    .equals(part);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** What a compact JWS says, if it counts. */
    public sealed interface Opening {
        /** It does; this key made it, and this is the text. */
        record Valid(String kid, String text) implements Opening {}

        /** It does not, and why. */
        record Invalid(String reason) implements Opening {}
    }

    /** Whether a signature counts. */
    public sealed interface Verification {
        /** It does, and this key made it. */
        record Valid(String kid) implements Verification {}

        /** It does not, and why. */
        record Invalid(String reason) implements Verification {}
    }
}
