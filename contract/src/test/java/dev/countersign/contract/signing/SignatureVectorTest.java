package dev.countersign.contract.signing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.contract.signing.TrustedKeys.Verification;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Published signatures, and openssl as the second opinion. */
class SignatureVectorTest {
    @TempDir
    Path folder;

    private JsonNode vectors;
    private Path privateKey;
    private Path publicKey;

    @BeforeEach
    void writeKeys() throws Exception {
        vectors = new ObjectMapper().readTree(getClass().getResource("/vectors/detached-signature.json"));
        privateKey = Files.writeString(
                folder.resolve("gate.key"), vectors.get("privateKey").textValue());
        publicKey = Files.writeString(
                folder.resolve("gate.pem"), vectors.get("publicKey").textValue());
    }

    @Test
    void shouldMatchRfc8037() throws Exception {
        JsonNode vector = vectors.get("rfc8037");
        String[] input = vector.get("signingInput").textValue().split("\\.");
        JsonWebSignature jws = new JsonWebSignature();
        jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
        jws.setPayload(new String(Base64.getUrlDecoder().decode(input[1]), StandardCharsets.UTF_8));
        jws.setKey(PemKeys.privateKey(privateKey));

        String made = jws.getCompactSerialization();

        assertThat(made)
                .isEqualTo(vector.get("signingInput").textValue() + "."
                        + vector.get("signature").textValue());
        JsonWebSignature read = new JsonWebSignature();
        read.setCompactSerialization(made);
        read.setKey(PemKeys.publicKey(publicKey));
        assertThat(read.verifySignature()).isTrue();
    }

    @Test
    void shouldMakeAndTakeTheVectors() {
        SigningKey key = SigningKey.load(privateKey, "gate-1");
        TrustedKeys trusted = TrustedKeys.load(publicKey, "gate-1");

        for (JsonNode vector : vectors.get("signatures")) {
            SignedKind kind = kind(vector.get("typ").textValue());
            byte[] value = vector.get("value").textValue().getBytes(StandardCharsets.UTF_8);
            String signature = vector.get("signature").textValue();
            assertThat(key.sign(kind, value)).isEqualTo(signature);
            assertThat(trusted.verify(kind, value, signature)).isEqualTo(new Verification.Valid("gate-1"));
        }
    }

    @Test
    void shouldBeVerifiedByOpenssl() throws Exception {
        byte[] value = "{\"amount\":12345678901234567890.10}".getBytes(StandardCharsets.UTF_8);
        String detached = SigningKey.load(privateKey, "gate-1").sign(SignedKind.APPROVED_CALL, value);
        String[] parts = detached.split("\\.");
        Path input = folder.resolve("input");
        Files.write(input, concat((parts[0] + ".").getBytes(StandardCharsets.US_ASCII), value));
        Path signature =
                Files.write(folder.resolve("signature"), Base64.getUrlDecoder().decode(parts[2]));

        Openssl run = openssl(
                "pkeyutl", "-verify", "-pubin", "-inkey", publicKey, "-rawin", "-in", input, "-sigfile", signature);

        assertThat(run.output()).contains("Signature Verified Successfully");
        assertThat(run.status()).isZero();
    }

    @Test
    void shouldVerifyWhatOpensslSigned() throws Exception {
        Path key = folder.resolve("other.key");
        Path other = folder.resolve("other.pem");
        byte[] value = {0, (byte) 0xff, '{', '}'};
        String header = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        "{\"crit\":[\"b64\"], \"b64\":false, \"typ\":\"countersign-catalog-entry\", \"kid\":\"other\", \"alg\":\"EdDSA\"}"
                                .getBytes(StandardCharsets.UTF_8));
        Path input = folder.resolve("input");
        Files.write(input, concat((header + ".").getBytes(StandardCharsets.US_ASCII), value));
        Path signature = folder.resolve("signature");

        openssl("genpkey", "-algorithm", "ed25519", "-out", key);
        openssl("pkey", "-in", key, "-pubout", "-out", other);
        openssl("pkeyutl", "-sign", "-inkey", key, "-rawin", "-in", input, "-out", signature);
        String detached =
                header + ".." + Base64.getUrlEncoder().withoutPadding().encodeToString(Files.readAllBytes(signature));

        assertThat(TrustedKeys.load(other, "other").verify(SignedKind.CATALOG_ENTRY, value, detached))
                .isEqualTo(new Verification.Valid("other"));
    }

    private static SignedKind kind(String typ) {
        return java.util.Arrays.stream(SignedKind.values())
                .filter(kind -> kind.typ().equals(typ))
                .findFirst()
                .orElseThrow();
    }

    private record Openssl(int status, String output) {}

    private Openssl openssl(Object... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of("openssl"));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Path output = Files.createTempFile(folder, "output", ".txt");
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (java.io.IOException e) {
            return Assumptions.abort("openssl is not installed: nothing independent checks the signature here");
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Openssl(process.exitValue(), Files.readString(output));
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
