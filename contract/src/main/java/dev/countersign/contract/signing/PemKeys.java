package dev.countersign.contract.signing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ed25519 keys in PEM files (RFC 7468; PKCS #8 and SubjectPublicKeyInfo as RFC 8410 has them). */
final class PemKeys {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z ]+)-----\\s+([A-Za-z0-9+/=\\s]+)-----END \\1-----\\s*");

    private PemKeys() {}

    static PrivateKey privateKey(Path file) {
        try {
            return KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new PKCS8EncodedKeySpec(read(file, "PRIVATE KEY")));
        } catch (GeneralSecurityException e) {
            throw new KeyFileException(file + " holds no Ed25519 private key in PKCS #8", e);
        }
    }

    static PublicKey publicKey(Path file) {
        try {
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(read(file, "PUBLIC KEY")));
        } catch (GeneralSecurityException e) {
            throw new KeyFileException(file + " holds no Ed25519 public key", e);
        }
    }

    /**
     * The public half of a private key. The platform computes it only while it makes a pair, from 32 random bytes that
     * are the private key (RFC 8032): here it is given the bytes of the key, and the pair must come out with that key.
     */
    static PublicKey publicKeyOf(PrivateKey key) {
        byte[] seed = key instanceof EdECPrivateKey edwards ? edwards.getBytes().orElse(new byte[0]) : new byte[0];
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(NamedParameterSpec.ED25519, new Given(seed));
            KeyPair pair = generator.generateKeyPair();
            if (pair.getPrivate() instanceof EdECPrivateKey made
                    && MessageDigest.isEqual(made.getBytes().orElse(new byte[0]), seed)) {
                return pair.getPublic();
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK since 15 has Ed25519", e);
        }
        throw new IllegalStateException("this platform does not tell the public half of an Ed25519 key");
    }

    /** Bytes that are known, in the place of random ones. */
    private static final class Given extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final byte[] bytes;

        Given(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        @Override
        public void nextBytes(byte[] wanted) {
            if (wanted.length != bytes.length) {
                throw new IllegalStateException("this platform makes Ed25519 keys in another way");
            }
            System.arraycopy(bytes, 0, wanted, 0, bytes.length);
        }
    }

    private static byte[] read(Path file, String label) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new KeyFileException(file + " cannot be read", e);
        }
        Matcher block = BLOCK.matcher(text.strip());
        if (!block.matches() || !label.equals(block.group(1))) {
            throw new KeyFileException(file + " is no PEM file with one '" + label + "'");
        }
        try {
            return Base64.getMimeDecoder().decode(block.group(2));
        } catch (IllegalArgumentException e) {
            throw new KeyFileException(file + " is no PEM file: its Base64 is broken", e);
        }
    }
}
