package dev.countersign.contract.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.signing.TrustedKeys.Verification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

class VerificationProperties {
    private static final byte[] VALUE = "{}".getBytes(StandardCharsets.UTF_8);

    private final TrustedKeys trusted = trust();

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> part = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('A', 'Z')
                .numeric()
                .withChars("-_=")
                .ofMaxLength(100);
        Arbitrary<String> header = Arbitraries.of(
                        "{\"alg\":\"EdDSA\",\"kid\":\"k\",\"typ\":\"countersign-approved-call\",\"b64\":false,\"crit\":[\"b64\"]}",
                        "{\"alg\":\"none\",\"kid\":\"k\",\"typ\":\"countersign-approved-call\",\"b64\":false,\"crit\":[\"b64\"]}",
                        "{\"alg\":{},\"kid\":[],\"typ\":null,\"b64\":0,\"crit\":{}}",
                        "{\"zip\":\"DEF\",\"alg\":\"EdDSA\"}",
                        "[[[",
                        "")
                .map(text ->
                        Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
        Arbitrary<String> signature = Arbitraries.bytes()
                .array(byte[].class)
                .ofSize(64)
                .map(bytes -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        Arbitrary<String> formed = Combinators.combine(
                        Arbitraries.oneOf(header, part),
                        Arbitraries.oneOf(Arbitraries.just(""), part),
                        Arbitraries.oneOf(signature, part))
                .as((first, second, third) -> first + "." + second + "." + third);
        return Arbitraries.oneOf(Arbitraries.strings(), formed);
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void shouldRefuseAnyText(@ForAll("texts") String text) {
        for (SignedKind kind : SignedKind.values()) {
            assertThat(trusted.verify(kind, VALUE, text)).isInstanceOf(Verification.Invalid.class);
        }
    }

    private static TrustedKeys trust() {
        try {
            Path file = Files.createTempFile("k", ".pem");
            Files.writeString(
                    file,
                    Pem.of(
                            "PUBLIC KEY",
                            KeyPairGenerator.getInstance("Ed25519")
                                    .generateKeyPair()
                                    .getPublic()
                                    .getEncoded()));
            TrustedKeys keys = TrustedKeys.load(file, "k");
            Files.delete(file);
            return keys;
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
