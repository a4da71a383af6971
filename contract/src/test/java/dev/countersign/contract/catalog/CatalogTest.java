package dev.countersign.contract.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.event.PublicEvent;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.signing.SignedKind;
import dev.countersign.contract.signing.SigningKey;
import dev.countersign.contract.signing.TrustedKeys;
import dev.countersign.contract.topic.EventHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogTest {
    private static final String ENTRY = PublicEvent.CATALOG_ENTRY.golden();
    private static final ToolName TOOL = new ToolName("count_emails");

    @TempDir
    Path folder;

    private SigningKey own;
    private SigningKey foreign;
    private SigningKey stranger;
    private Catalog catalog;

    @BeforeEach
    void trustTwoExecutors() throws Exception {
        own = createKey("own");
        foreign = createKey("foreign");
        stranger = createKey("stranger");
        catalog = new Catalog(List.of(
                new ToolOwner("executor-service", trust("own"), List.of("count_*")),
                new ToolOwner("other-executor", trust("foreign"), List.of("*"))));
    }

    @Test
    void shouldOfferWhatItsOwnerSigned() {
        assertThat(accept("count_emails", ENTRY, own)).isEmpty();

        OfferedTool offered = catalog.find(TOOL).orElseThrow();
        assertThat(offered.entry().executor()).isEqualTo("executor-service");
        assertThat(offered.digest()).isEqualTo(offered.entry().digest());
        assertThat(catalog.all()).containsExactly(offered);
    }

    /** Its own executor signs it: what cannot be digested must not end whoever reads the catalogue. */
    @Test
    void shouldIgnoreEntryThatIsTooDeepToBeDigested() {
        String deep = "{\"x\":".repeat(63) + "{}" + "}".repeat(63);
        String entry = ENTRY.replaceFirst(
                "(?s)\"inputSchema\"\\s*:\\s*\\{",
                "\"inputSchema\":{\"x\":" + deep.substring(5, deep.length() - 1) + ",");

        assertIgnored(accept("count_emails", entry, own), "nested more than 64 levels deep");
        assertThat(accept("count_emails", ENTRY, own)).isEmpty();
    }

    @Test
    void shouldIgnoreUnsigned() {
        assertIgnored(catalog.accept(record("count_emails", ENTRY, null)), "it is not signed");
        assertIgnored(catalog.accept(record(null, ENTRY, own.sign(SignedKind.CATALOG_ENTRY, bytes(ENTRY)))), "no key");
    }

    @Test
    void shouldIgnoreKeyOfNobody() {
        assertIgnored(accept("count_emails", ENTRY, stranger), "not that of a configured executor");
    }

    @Test
    void shouldIgnoreSignatureOverOtherBytesOrForOtherThings() {
        assertIgnored(
                catalog.accept(record("count_emails", ENTRY, own.sign(SignedKind.CATALOG_ENTRY, bytes(ENTRY + " ")))),
                "not that of a configured executor");
        assertIgnored(
                catalog.accept(record("count_emails", ENTRY, own.sign(SignedKind.APPROVED_CALL, bytes(ENTRY)))),
                "not that of a configured executor");
    }

    @Test
    void shouldIgnoreEntryInTheNameOfAnother() {
        assertIgnored(accept("count_emails", ENTRY, foreign), "executor other-executor may not own it");
    }

    @Test
    void shouldIgnoreNameBeyondThePatterns() {
        assertIgnored(
                accept("send_email", ENTRY.replace("\"count_emails\"", "\"send_email\""), own),
                "executor executor-service may not own it");
    }

    @Test
    void shouldIgnoreOtherKeyThanTheName() {
        assertIgnored(accept("count_mails", ENTRY, own), "its key is not the tool's name");
    }

    @Test
    void shouldIgnoreUnreadable() {
        assertIgnored(accept("count_emails", "{", own), "not JSON");
        assertIgnored(
                accept("count_emails", ENTRY.replace("\"retries\"", "\"more\":1,\"retries\""), own), "unknown field");
        assertIgnored(accept("count_emails", ENTRY.replace("\"integer\"", "5"), own), "not a usable JSON Schema");
    }

    @Test
    void shouldKeepWhatStoodThere() {
        accept("count_emails", ENTRY, own);

        accept("count_emails", ENTRY.replace("\"retries\":2", "\"retries\":1"), stranger);

        assertThat(catalog.find(TOOL).orElseThrow().entry().retries()).isEqualTo(2);
    }

    @Test
    void shouldWithdrawOnTheOwnersWordAlone() {
        accept("count_emails", ENTRY, own);

        assertThat(withdraw("count_emails", foreign)).isPresent();
        assertThat(withdraw("count_emails", stranger)).isPresent();
        assertThat(catalog.find(TOOL)).isPresent();
        assertThat(withdraw("count_emails", own)).isEmpty();
        assertThat(catalog.find(TOOL)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "*, anything, true",
        "count_*, count_emails, true",
        "count_*, count_, true",
        "count_*, recount_x, false",
        "*_emails, count_emails, true",
        "*_emails, count_emails2, false",
        "c*e*s, count_emails, true",
        "count_emails, count_emails, true",
        "count_emails, count_email, false",
        "count.emails, count_emails, false",
        "'', count_emails, false",
        "**, count_emails, true",
    })
    void shouldMatchPatterns(String pattern, String tool, boolean owned) {
        ToolOwner owner = new ToolOwner("e", trust("own"), List.of(pattern));

        assertThat(owner.mayOwn(new ToolName(tool))).isEqualTo(owned);
    }

    private void assertIgnored(Optional<String> why, String reason) {
        assertThat(why).hasValueSatisfying(text -> assertThat(text).contains(reason));
        assertThat(catalog.all()).isEmpty();
    }

    private Optional<String> accept(String key, String value, SigningKey signer) {
        return catalog.accept(record(key, value, signer.sign(SignedKind.CATALOG_ENTRY, bytes(value))));
    }

    private Optional<String> withdraw(String key, SigningKey signer) {
        return catalog.accept(record(key, null, signer.sign(SignedKind.CATALOG_WITHDRAWAL, bytes(key))));
    }

    private static ConsumerRecord<byte[], byte[]> record(
            @Nullable String key, @Nullable String value, @Nullable String signature) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                "tool-catalog", 0, 0, key == null ? null : bytes(key), value == null ? null : bytes(value));
        if (signature != null) {
            EventHeaders.put(record.headers(), EventHeaders.SIGNATURE, signature);
        }
        return record;
    }

    private SigningKey createKey(String name) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Path key = write(name + ".key", "PRIVATE KEY", pair.getPrivate().getEncoded());
        write(name + ".pem", "PUBLIC KEY", pair.getPublic().getEncoded());
        return SigningKey.load(key, name);
    }

    private TrustedKeys trust(String name) {
        return TrustedKeys.load(folder.resolve(name + ".pem"), name);
    }

    private Path write(String name, String label, byte[] der) throws Exception {
        return Files.writeString(
                folder.resolve(name),
                "-----BEGIN " + label + "-----\n" + Base64.getEncoder().encodeToString(der) + "\n-----END " + label
                        + "-----\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
