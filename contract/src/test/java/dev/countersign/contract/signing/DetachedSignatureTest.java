package dev.countersign.contract.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.signing.TrustedKeys.Verification;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetachedSignatureTest {
    private static final byte[] VALUE = "{\"n\":1}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private SigningKey key;
    private TrustedKeys trusted;

    @BeforeEach
    void createKeys() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        key = SigningKey.load(write("gate.key", "PRIVATE KEY", pair.getPrivate()), "gate-1");
        trusted = TrustedKeys.load(write("gate.pem", "PUBLIC KEY", pair.getPublic()), "gate-1");
    }

    @Test
    void shouldVerifyExactBytes() {
        String signature = key.sign(SignedKind.APPROVED_CALL, VALUE);

        assertThat(trusted.verify(SignedKind.APPROVED_CALL, VALUE, signature))
                .isEqualTo(new Verification.Valid("gate-1"));
    }

    @Test
    void shouldVerifyBytesThatAreNoText() {
        byte[] bytes = {(byte) 0xff, 0, (byte) 0xc3};

        assertThat(trusted.verify(SignedKind.APPROVED_CALL, bytes, key.sign(SignedKind.APPROVED_CALL, bytes)))
                .isInstanceOf(Verification.Valid.class);
    }

    @Test
    void shouldRefuseEveryChangedByte() {
        String signature = key.sign(SignedKind.APPROVED_CALL, VALUE);

        for (int i = 0; i < VALUE.length; i++) {
            byte[] changed = VALUE.clone();
            changed[i] ^= 1;
            assertThat(trusted.verify(SignedKind.APPROVED_CALL, changed, signature))
                    .isInstanceOf(Verification.Invalid.class);
        }
    }

    @Test
    void shouldRefuseSignatureMadeForSomethingElse() {
        String signature = key.sign(SignedKind.CATALOG_ENTRY, VALUE);

        assertThat(trusted.verify(SignedKind.APPROVED_CALL, VALUE, signature))
                .isEqualTo(new Verification.Invalid("the signature was made for something else"));
    }

    private Path write(String name, String label, Key material) throws Exception {
        String pem = "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(material.getEncoded())
                + "\n-----END " + label + "-----\n";
        return Files.writeString(folder.resolve(name), pem);
    }
}
