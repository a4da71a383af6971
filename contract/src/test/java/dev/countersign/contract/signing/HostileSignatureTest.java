package dev.countersign.contract.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.signing.TrustedKeys.Verification;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures as an attacker would make them: the key is right and the form is not, or the other way round. */
class HostileSignatureTest {
    private static final byte[] VALUE = "{\"n\":1}".getBytes(StandardCharsets.UTF_8);
    private static final String GOOD_HEADER =
            "{\"alg\":\"EdDSA\",\"kid\":\"gate-1\",\"typ\":\"countersign-approved-call\",\"b64\":false,\"crit\":[\"b64\"]}";

    @TempDir
    Path folder;

    private KeyPair gate;
    private TrustedKeys trusted;

    @BeforeEach
    void trustTheGate() throws Exception {
        gate = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Path file = Files.writeString(
                folder.resolve("gate-1.pem"),
                Pem.of("PUBLIC KEY", gate.getPublic().getEncoded()));
        trusted = TrustedKeys.load(file, "gate-1");
    }

    @Test
    void shouldTakeTheFormThatIsRight() throws Exception {
        assertThat(verify(sign(GOOD_HEADER, gate))).isEqualTo(new Verification.Valid("gate-1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"none\",\"kid\":\"gate-1\",\"typ\":\"countersign-approved-call\",\"b64\":false,\"crit\":[\"b64\"]}",
                "{\"alg\":\"ES256\",\"kid\":\"gate-1\",\"typ\":\"countersign-approved-call\",\"b64\":false,\"crit\":[\"b64\"]}",
                "{\"kid\":\"gate-1\",\"typ\":\"countersign-approved-call\",\"b64\":false,\"crit\":[\"b64\"]}",
                "{\"alg\":\"EdDSA\",\"kid\":\"gate-2\",\"typ\":\"countersign-approved-call\",\"b64\":false,\"crit\":[\"b64\"]}",
                "{\"alg\":\"EdDSA\",\"kid\":7,\"typ\":\"countersign-approved-call\",\"b64\":false,\"crit\":[\"b64\"]}",
                "{\"alg\":\"EdDSA\",\"typ\":\"countersign-approved-call\",\"b64\":false,\"crit\":[\"b64\"]}",
                "{\"alg\":\"EdDSA\",\"kid\":\"gate-1\",\"typ\":\"countersign-catalog-entry\",\"b64\":false,\"crit\":[\"b64\"]}",
                "{\"alg\":\"EdDSA\",\"kid\":\"gate-1\",\"b64\":false,\"crit\":[\"b64\"]}",
                "{\"alg\":\"EdDSA\",\"kid\":\"gate-1\",\"typ\":\"countersign-approved-call\",\"b64\":true,\"crit\":[\"b64\"]}",
                "{\"alg\":\"EdDSA\",\"kid\":\"gate-1\",\"typ\":\"countersign-approved-call\",\"b64\":\"false\",\"crit\":[\"b64\"]}",
                "{\"alg\":\"EdDSA\",\"kid\":\"gate-1\",\"typ\":\"countersign-approved-call\",\"crit\":[\"b64\"]}",
                "{\"alg\":\"EdDSA\",\"kid\":\"gate-1\",\"typ\":\"countersign-approved-call\",\"b64\":false}",
                "{\"alg\":\"EdDSA\",\"kid\":\"gate-1\",\"typ\":\"countersign-approved-call\",\"b64\":false,\"crit\":[\"b64\",\"exp\"],\"exp\":1}",
                "{\"alg\":\"EdDSA\",\"kid\":\"gate-1\",\"typ\":\"countersign-approved-call\",\"b64\":false,\"crit\":\"b64\"}",
                "{\"alg\":\"EdDSA\",\"kid\":\"gate-2\",\"kid\":\"gate-1\",\"typ\":\"countersign-approved-call\",\"b64\":false,\"crit\":[\"b64\"]}",
                "[]",
                "null",
                "{",
                "",
            })
    void shouldRefuseOtherHeaders(String header) throws Exception {
        assertThat(verify(sign(header, gate))).isInstanceOf(Verification.Invalid.class);
    }

    @Test
    void shouldRefuseKeyThatTheSignatureBrings() throws Exception {
        KeyPair mallory = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] point = mallory.getPublic().getEncoded();
        String x = base64(java.util.Arrays.copyOfRange(point, point.length - 32, point.length));
        String header = GOOD_HEADER.replace(
                "\"kid\"", "\"jwk\":{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + x + "\"},\"kid\"");

        assertThat(verify(sign(header, mallory))).isInstanceOf(Verification.Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HS256", "HS384", "HS512"})
    void shouldRefusePublicKeyAsSecret(String algorithm) throws Exception {
        String name = "Hmac" + algorithm.replace("HS", "SHA");
        Mac mac = Mac.getInstance(name);
        mac.init(new SecretKeySpec(gate.getPublic().getEncoded(), name));
        String header = base64(bytes(GOOD_HEADER.replace("EdDSA", algorithm)));
        mac.update(bytes(header + "."));

        assertThat(verify(header + ".." + base64(mac.doFinal(VALUE)))).isInstanceOf(Verification.Invalid.class);
    }

    @Test
    void shouldRefusePayloadInside() throws Exception {
        String detached = sign(GOOD_HEADER, gate);

        assertThat(verify(detached.replace("..", "." + base64(VALUE) + "."))).isInstanceOf(Verification.Invalid.class);
    }

    @Test
    void shouldRefuseEveryOtherTextOfTheSameSignature() throws Exception {
        String detached = sign(GOOD_HEADER, gate);

        for (int i = 0; i <= detached.length(); i++) {
            for (String other : new String[] {"A", "B", "=", ".", " ", "\n", "+", "é"}) {
                String inserted = detached.substring(0, i) + other + detached.substring(i);
                assertThat(verify(inserted)).as(inserted).isInstanceOf(Verification.Invalid.class);
                if (i < detached.length() && !detached.startsWith(other, i)) {
                    String replaced = detached.substring(0, i) + other + detached.substring(i + 1);
                    assertThat(verify(replaced)).as(replaced).isInstanceOf(Verification.Invalid.class);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "...", "a.b.c", "....", "\0", "e30..e30", "\ud800"})
    void shouldRefuseWhatIsNoSignature(String text) {
        assertThat(verify(text)).isInstanceOf(Verification.Invalid.class);
    }

    @Test
    void shouldRefuseHeaderOfAnySizeAtOnce() {
        String deep = base64(bytes("{\"a\":" + "[".repeat(2_000_000)));

        assertThat(verify(deep + ".." + "A".repeat(86)))
                .isEqualTo(new Verification.Invalid("the signature is no detached JWS"));
    }

    private Verification verify(String detached) {
        return trusted.verify(SignedKind.APPROVED_CALL, VALUE, detached);
    }

    private static String sign(String header, KeyPair pair) throws Exception {
        String encoded = base64(bytes(header));
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update(bytes(encoded + "."));
        signature.update(VALUE);
        return encoded + ".." + base64(signature.sign());
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
