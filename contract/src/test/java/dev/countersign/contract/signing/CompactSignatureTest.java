package dev.countersign.contract.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.signing.TrustedKeys.Opening;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that travel inside their signature, as they are made and as an attacker would make them. */
class CompactSignatureTest {
    private static final String TEXT = "{\"subject\":\"alice \u00e9\"}";
    private static final String GOOD_HEADER =
            "{\"alg\":\"EdDSA\",\"kid\":\"gate-1\",\"typ\":\"countersign-requester-proof\"}";

    @TempDir
    Path folder;

    private KeyPair gate;
    private SigningKey key;
    private TrustedKeys trusted;

    @BeforeEach
    void createKeys() throws Exception {
        gate = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        key = load("gate-1", gate);
        trusted = TrustedKeys.load(
                Files.writeString(
                        folder.resolve("gate-1.pem"),
                        Pem.of("PUBLIC KEY", gate.getPublic().getEncoded())),
                "gate-1");
    }

    @Test
    void shouldCarryATextToWhoeverTrustsTheKey() {
        String compact = key.signCompact(SignedKind.REQUESTER_PROOF, TEXT);

        assertThat(open(compact)).isEqualTo(new Opening.Valid("gate-1", TEXT));
        assertThat(compact).startsWith(base64(bytes(GOOD_HEADER)) + ".");
    }

    @Test
    void shouldTakeTheFormThatIsRight() throws Exception {
        assertThat(open(sign(GOOD_HEADER, bytes(TEXT), gate))).isEqualTo(new Opening.Valid("gate-1", TEXT));
    }

    @ParameterizedTest
    @EnumSource(SignedKind.class)
    void shouldOpenForItsOwnPurposeAlone(SignedKind kind) {
        String compact = key.signCompact(kind, TEXT);

        assertThat(open(compact) instanceof Opening.Valid).isEqualTo(kind == SignedKind.REQUESTER_PROOF);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"none\",\"kid\":\"gate-1\",\"typ\":\"countersign-requester-proof\"}",
                "{\"alg\":\"ES256\",\"kid\":\"gate-1\",\"typ\":\"countersign-requester-proof\"}",
                "{\"alg\":\"eddsa\",\"kid\":\"gate-1\",\"typ\":\"countersign-requester-proof\"}",
                "{\"kid\":\"gate-1\",\"typ\":\"countersign-requester-proof\"}",
                "{\"alg\":\"EdDSA\",\"kid\":\"gate-2\",\"typ\":\"countersign-requester-proof\"}",
                "{\"alg\":\"EdDSA\",\"kid\":7,\"typ\":\"countersign-requester-proof\"}",
                "{\"alg\":\"EdDSA\",\"typ\":\"countersign-requester-proof\"}",
                "{\"alg\":\"EdDSA\",\"kid\":\"gate-1\",\"typ\":\"countersign-approved-call\"}",
                "{\"alg\":\"EdDSA\",\"kid\":\"gate-1\",\"typ\":\"JWT\"}",
                "{\"alg\":\"EdDSA\",\"kid\":\"gate-1\"}",
                "{\"alg\":\"EdDSA\",\"kid\":\"gate-1\",\"typ\":\"countersign-requester-proof\",\"b64\":true}",
                "{\"alg\":\"EdDSA\",\"kid\":\"gate-1\",\"typ\":\"countersign-requester-proof\",\"b64\":false}",
                "{\"alg\":\"EdDSA\",\"kid\":\"gate-1\",\"typ\":\"countersign-requester-proof\",\"b64\":false,\"crit\":[\"b64\"]}",
                "{\"alg\":\"EdDSA\",\"kid\":\"gate-1\",\"typ\":\"countersign-requester-proof\",\"crit\":[\"exp\"],\"exp\":1}",
                "{\"alg\":\"EdDSA\",\"kid\":\"gate-1\",\"typ\":\"countersign-requester-proof\",\"crit\":[]}",
                "{\"alg\":\"EdDSA\",\"kid\":\"gate-2\",\"kid\":\"gate-1\",\"typ\":\"countersign-requester-proof\"}",
                "[]",
                "null",
                "{",
                "",
            })
    void shouldRefuseOtherHeaders(String header) throws Exception {
        assertThat(open(sign(header, bytes(TEXT), gate))).isInstanceOf(Opening.Invalid.class);
    }

    @Test
    void shouldRefuseKeyThatTheSignatureBrings() throws Exception {
        KeyPair mallory = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] point = mallory.getPublic().getEncoded();
        String x = base64(Arrays.copyOfRange(point, point.length - 32, point.length));
        String header = GOOD_HEADER.replace(
                "\"kid\"", "\"jwk\":{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + x + "\"},\"kid\"");

        assertThat(open(sign(header, bytes(TEXT), mallory))).isInstanceOf(Opening.Invalid.class);
        assertThat(open(sign(GOOD_HEADER, bytes(TEXT), mallory))).isInstanceOf(Opening.Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HS256", "HS384", "HS512"})
    void shouldRefusePublicKeyAsSecret(String algorithm) throws Exception {
        String name = "Hmac" + algorithm.replace("HS", "SHA");
        Mac mac = Mac.getInstance(name);
        mac.init(new SecretKeySpec(gate.getPublic().getEncoded(), name));
        String input = base64(bytes(GOOD_HEADER.replace("EdDSA", algorithm))) + "." + base64(bytes(TEXT));
        mac.update(bytes(input));

        assertThat(open(input + "." + base64(mac.doFinal()))).isInstanceOf(Opening.Invalid.class);
    }

    @Test
    void shouldRefuseDetachedSignatureOfTheSameKey() {
        String detached = key.sign(SignedKind.REQUESTER_PROOF, bytes(TEXT));

        assertThat(open(detached)).isInstanceOf(Opening.Invalid.class);
        assertThat(open(detached.replace("..", "." + base64(bytes(TEXT)) + ".")))
                .isInstanceOf(Opening.Invalid.class);
    }

    @Test
    void shouldNotPassForDetachedSignature() {
        String[] parts = key.signCompact(SignedKind.REQUESTER_PROOF, TEXT).split("\\.");

        assertThat(trusted.verify(SignedKind.REQUESTER_PROOF, bytes(TEXT), parts[0] + ".." + parts[2]))
                .isInstanceOf(TrustedKeys.Verification.Invalid.class);
    }

    @Test
    void shouldRefuseEveryOtherTextOfTheSameSignature() throws Exception {
        String compact = sign(GOOD_HEADER, bytes(TEXT), gate);

        for (int i = 0; i <= compact.length(); i++) {
            for (String other : new String[] {"A", "B", "=", ".", " ", "\n", "+", "é"}) {
                String inserted = compact.substring(0, i) + other + compact.substring(i);
                assertThat(open(inserted)).as(inserted).isInstanceOf(Opening.Invalid.class);
                if (i < compact.length() && !compact.startsWith(other, i)) {
                    String replaced = compact.substring(0, i) + other + compact.substring(i + 1);
                    assertThat(open(replaced)).as(replaced).isInstanceOf(Opening.Invalid.class);
                }
            }
        }
    }

    @Test
    void shouldRefusePayloadThatIsNoText() throws Exception {
        assertThat(open(sign(GOOD_HEADER, new byte[] {(byte) 0xff}, gate))).isInstanceOf(Opening.Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "...", "a.b.c", "a.b.c.d.e", "\0", "e30.e30.e30", "\ud800"})
    void shouldRefuseWhatIsNoSignature(String text) {
        assertThat(open(text)).isInstanceOf(Opening.Invalid.class);
    }

    @Test
    void shouldRefuseTextOfAnySizeAtOnce() throws Exception {
        String deep = base64(bytes("{\"a\":" + "[".repeat(2_000_000)));

        assertThat(open(deep + ".e30." + "A".repeat(86))).isEqualTo(new Opening.Invalid("it is no compact JWS"));
        assertThat(open(sign(GOOD_HEADER, new byte[8_192], gate)))
                .isEqualTo(new Opening.Invalid("it is no compact JWS"));
    }

    @Test
    void shouldTrustThePublicHalfOfAKeyThatSignsHere() {
        assertThat(TrustedKeys.of(key)
                        .verifyCompact(SignedKind.REQUESTER_PROOF, key.signCompact(SignedKind.REQUESTER_PROOF, TEXT)))
                .isEqualTo(new Opening.Valid("gate-1", TEXT));
        assertThat(key.publicKey().getEncoded()).isEqualTo(gate.getPublic().getEncoded());
    }

    @Test
    void shouldTrustFurtherKeysButNoneInThePlaceOfItsOwn() throws Exception {
        SigningKey old = load("gate-0", KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        SigningKey sameName =
                load("gate-1", KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        TrustedKeys both = TrustedKeys.of(key).and(TrustedKeys.of(old)).and(TrustedKeys.of(sameName));

        assertThat(both.kids()).isEqualTo(Set.of("gate-0", "gate-1"));
        for (SigningKey one : new SigningKey[] {key, old}) {
            assertThat(both.verifyCompact(
                            SignedKind.REQUESTER_PROOF, one.signCompact(SignedKind.REQUESTER_PROOF, TEXT)))
                    .isEqualTo(new Opening.Valid(one.kid(), TEXT));
        }
        assertThat(both.verifyCompact(
                        SignedKind.REQUESTER_PROOF, sameName.signCompact(SignedKind.REQUESTER_PROOF, TEXT)))
                .isInstanceOf(Opening.Invalid.class);
    }

    private Opening open(String compact) {
        return trusted.verifyCompact(SignedKind.REQUESTER_PROOF, compact);
    }

    private SigningKey load(String kid, KeyPair pair) throws Exception {
        Path file = folder.resolve(kid + "-" + System.identityHashCode(pair) + ".key");
        Files.writeString(file, Pem.of("PRIVATE KEY", pair.getPrivate().getEncoded()));
        return SigningKey.load(file, kid);
    }

    private static String sign(String header, byte[] payload, KeyPair pair) throws Exception {
        String input = base64(bytes(header)) + "." + base64(payload);
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update(bytes(input));
        return input + "." + base64(signature.sign());
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
