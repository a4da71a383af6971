package dev.countersign.approval.identity;

import dev.countersign.approval.trust.SettingException;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.JoseException;

/**
 * Sessions of browsers as signed tokens (JWT, HS256): a name and an end, nothing else. What the person may do is looked
 * up at each request, so that a session ends when its person leaves {@code people.json}.
 */
@Startup
@ApplicationScoped
class Sessions {
    private static final String AUDIENCE = "countersign-session";
    private static final int MIN_KEY_BYTES = 32;

    private final Key key;
    private final Duration validity;
    private final InstantSource clock;

    /** Who, and until when. */
    record Session(String name, Instant expiresAt) {}

    @Inject
    Sessions(SessionConfig config) {
        this(config.keyFile(), config.validity(), InstantSource.system());
    }

    Sessions(Path keyFile, Duration validity, InstantSource clock) {
        if (validity.isNegative() || validity.isZero()) {
            throw new SettingException(SessionConfig.VALIDITY, "a session lasts longer than nothing");
        }
        this.key = key(keyFile);
        this.validity = validity;
        this.clock = clock;
    }

    /** How long a sign-in lasts. */
    Duration validity() {
        return validity;
    }

    /** A new session's token. */
    String issue(String name) {
        JwtClaims claims = new JwtClaims();
        claims.setSubject(name);
        claims.setAudience(AUDIENCE);
        claims.setExpirationTime(date(clock.instant().plus(validity)));
        JsonWebSignature jws = new JsonWebSignature();
        jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        jws.setPayload(claims.toJson());
        jws.setKey(key);
        try {
            return jws.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("a key of 32 bytes signs any claims", e);
        }
    }

    /** The session of a token that is authentic and in time. */
    Optional<Session> verify(String token) {
        try {
            JwtClaims claims = new JwtConsumerBuilder()
                    .setJwsAlgorithmConstraints(
                            new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.HMAC_SHA256))
                    .setVerificationKey(key)
                    .setExpectedAudience(AUDIENCE)
                    .setRequireSubject()
                    .setRequireExpirationTime()
                    .setEvaluationTime(date(clock.instant()))
                    .build()
                    .processToClaims(token);
            return Optional.of(new Session(
                    claims.getSubject(),
                    Instant.ofEpochSecond(claims.getExpirationTime().getValue())));
        } catch (InvalidJwtException | MalformedClaimException e) {
            return Optional.empty();
        }
    }

    private static NumericDate date(Instant instant) {
        return NumericDate.fromSeconds(instant.getEpochSecond());
    }

    private static Key key(Path file) {
        byte[] secret;
        try {
            secret = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new SettingException(SessionConfig.KEY_FILE, file + " cannot be read");
        }
        if (secret.length < MIN_KEY_BYTES) {
            throw new SettingException(SessionConfig.KEY_FILE, file + " has fewer than 32 bytes");
        }
        return derive(secret);
    }

    /** The file may hold text, such as PEM, so that its bytes are far from uniform: HKDF (RFC 5869) evens them out. */
    private static Key derive(byte[] secret) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            "HmacSHA256",
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(secret)
                                    .thenExpand(AUDIENCE.getBytes(StandardCharsets.UTF_8), MIN_KEY_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("JDK 25 has HKDF", e);
        }
    }
}
