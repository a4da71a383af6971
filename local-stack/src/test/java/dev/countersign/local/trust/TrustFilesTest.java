package dev.countersign.local.trust;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.contract.signing.SignedKind;
import dev.countersign.contract.signing.SigningKey;
import dev.countersign.contract.signing.TrustedKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustFilesTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @TempDir
    Path dir;

    @Test
    void shouldMakeKeysThatTheContractSignsAndVerifiesWith() {
        KeyPairs keys = new KeyPairs(dir.resolve("keys"));

        keys.createMissing();

        byte[] value = "{}".getBytes(UTF_8);
        String signature = SigningKey.load(keys.gate(), KeyPairs.GATE_KID).sign(SignedKind.APPROVED_CALL, value);
        assertThat(TrustedKeys.loadFolder(keys.trusted()).verify(SignedKind.APPROVED_CALL, value, signature))
                .isEqualTo(new TrustedKeys.Verification.Valid(KeyPairs.GATE_KID));
        assertThat(TrustedKeys.load(keys.executorPublic(), KeyPairs.EXECUTOR_KID)
                        .kids())
                .containsExactly(KeyPairs.EXECUTOR_KID);
    }

    @Test
    void shouldKeepKeysThatAreThere() throws Exception {
        KeyPairs keys = new KeyPairs(dir);
        keys.createMissing();
        String first = Files.readString(keys.gate());

        keys.createMissing();

        assertThat(Files.readString(keys.gate())).isEqualTo(first);
    }

    @Test
    void shouldLetNobodyElseReadKeysAndPeople() throws Exception {
        KeyPairs keys = new KeyPairs(dir.resolve("keys"));
        Path people = dir.resolve("people.json");

        keys.createMissing();
        People.createMissing(people);

        for (Path file : List.of(keys.gate(), keys.executor(), keys.session(), people)) {
            assertThat(mode(file)).as("%s", file).isEqualTo("rw-------");
        }
        assertThat(mode(dir.resolve("keys"))).isEqualTo("rwx------");
    }

    @Test
    void shouldReadBackThePeopleItWrote() {
        Path file = dir.resolve("people.json");

        People.createMissing(file);

        People people = People.read(file);
        assertThat(people.all()).extracting(Person::name).containsExactly("alice", "bob", "carol");
        assertThat(people.all()).extracting(Person::token).doesNotHaveDuplicates();
        assertThat(people.firstApprover()).isEqualTo(people.named("alice"));
        assertThat(people.named("carol").mayApprove()).isFalse();
    }

    @Test
    void shouldSayWhoThereIsWhenANameIsUnknown() {
        Path file = dir.resolve("people.json");
        People.createMissing(file);

        assertThatThrownBy(() -> People.read(file).named("dave")).hasMessageContaining("alice, bob, carol");
    }

    @Test
    void shouldKeepOnlyTheDigestOfALinksToken() throws Exception {
        Person alice = new Person("alice", java.util.Set.of("approver"), java.util.Set.of(), "secret");
        Path folder = dir.resolve("links");

        String link = new SignInLinks(folder, InstantSource.fixed(NOW)).create(alice, "http://127.0.0.1:8081");

        assertThat(link).startsWith("http://127.0.0.1:8081/link#");
        String token = link.substring(link.indexOf('#') + 1);
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
        Path file = folder.resolve(digest + ".json");
        assertThat(Files.readString(file))
                .contains("\"alice\"", "\"2026-11-24T12:10:00Z\"")
                .doesNotContain(token);
        assertThat(mode(file)).isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
