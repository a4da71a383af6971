package dev.countersign.approval.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.Digest;
import dev.countersign.contract.signing.SignedKind;
import dev.countersign.contract.signing.SigningKey;
import dev.countersign.contract.signing.TrustedKeys;
import dev.countersign.local.trust.KeyPairs;
import dev.countersign.local.trust.PrivateFiles;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A proof is of one person, conversation, prompt and time. */
class RequesterProofsTest {
    private static final Instant ASKED = Instant.parse("2026-11-24T12:00:00Z");
    private static final ConversationId CONVERSATION = new ConversationId("c-1");
    private static final String PROMPT = "how many emails did i get in the last 5 days?";

    @TempDir
    Path folder;

    private SigningKey key;
    private RequesterProofs proofs;

    @BeforeEach
    void makeProofs() {
        key = key(folder.resolve("keys"));
        proofs = new RequesterProofs(key);
    }

    @Test
    void shouldProveWhoAsked() {
        assertThat(proofs.isProven(request("alice", CONVERSATION, PROMPT, proof()), ASKED))
                .isTrue();
    }

    @Test
    void shouldProveNobodyElse() {
        assertThat(proofs.isProven(request("bob", CONVERSATION, PROMPT, proof()), ASKED))
                .isFalse();
        assertThat(proofs.isProven(request("Alice", CONVERSATION, PROMPT, proof()), ASKED))
                .isFalse();
        assertThat(proofs.isProven(request(null, CONVERSATION, PROMPT, proof()), ASKED))
                .isFalse();
    }

    @Test
    void shouldHoldInItsConversationAlone() {
        assertThat(proofs.isProven(request("alice", new ConversationId("c-2"), PROMPT, proof()), ASKED))
                .isFalse();
    }

    @Test
    void shouldHoldForItsPromptAlone() {
        assertThat(proofs.isProven(request("alice", CONVERSATION, PROMPT + " ", proof()), ASKED))
                .isFalse();
        assertThat(proofs.isProven(request("alice", CONVERSATION, null, proof()), ASKED))
                .isFalse();
    }

    @Test
    void shouldHoldForALongPromptAsRequestsCarryIt() {
        String prompt = "\ud83d\ude00".repeat(ToolRequest.SHOWN_PROMPT) + "and then some";
        String proof = proofs.prove("alice", CONVERSATION, prompt, ASKED);

        assertThat(proofs.isProven(request("alice", CONVERSATION, ToolRequest.shown(prompt), proof), ASKED))
                .isTrue();
        assertThat(ToolRequest.shown(prompt)).isEqualTo("\ud83d\ude00".repeat(ToolRequest.SHOWN_PROMPT) + "…");
    }

    @Test
    void shouldHoldForSevenDaysAndNoMillisecondLonger() {
        ToolRequest request = request("alice", CONVERSATION, PROMPT, proof());

        assertThat(proofs.isProven(request, ASKED.plus(RequesterProofs.VALIDITY)))
                .isTrue();
        assertThat(proofs.isProven(request, ASKED.plus(RequesterProofs.VALIDITY).plusMillis(1)))
                .isFalse();
    }

    @Test
    void shouldLieAheadByNoMoreThanClocksDiffer() {
        ToolRequest request = request("alice", CONVERSATION, PROMPT, proof());

        assertThat(proofs.isProven(request, ASKED.minus(RequesterProofs.SKEW))).isTrue();
        assertThat(proofs.isProven(request, ASKED.minus(RequesterProofs.SKEW).minusMillis(1)))
                .isFalse();
    }

    @Test
    void shouldNotBelieveAnotherKey() {
        SigningKey other = key(folder.resolve("others"));
        String foreign = new RequesterProofs(other).prove("alice", CONVERSATION, PROMPT, ASKED);

        assertThat(proofs.isProven(request("alice", CONVERSATION, PROMPT, foreign), ASKED))
                .isFalse();
    }

    @Test
    void shouldBelieveTheKeyBefore() {
        SigningKey before = SigningKey.load(keys(folder.resolve("before")).gate(), "gate-0");
        String old = new RequesterProofs(before).prove("alice", CONVERSATION, PROMPT, ASKED);
        RequesterProofs rotated = new RequesterProofs(key, TrustedKeys.of(key).and(TrustedKeys.of(before)));

        assertThat(rotated.isProven(request("alice", CONVERSATION, PROMPT, old), ASKED))
                .isTrue();
    }

    @Test
    void shouldNeedAProof() {
        assertThat(proofs.isProven(request("alice", CONVERSATION, PROMPT, null), ASKED))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"subject\":\"alice\",\"conversationId\":\"c-1\",\"at\":\"2026-11-24T12:00:00Z\"}",
                "{\"subject\":\"alice\",\"conversationId\":\"c-1\",\"promptDigest\":\"PROMPT\"}",
                "{\"subject\":\"alice\",\"conversationId\":\"c-1\",\"promptDigest\":\"PROMPT\",\"at\":1}",
                "{\"subject\":\"alice\",\"conversationId\":\"c-1\",\"promptDigest\":\"PROMPT\",\"at\":\"2026-11-24T12:00:00Z\",\"more\":1}",
            })
    void shouldProveNothingByATextOfAnotherShape(String text) {
        String digest = Digest.ofText(PROMPT).value();
        String odd = key.signCompact(SignedKind.REQUESTER_PROOF, text.replace("PROMPT", digest));

        assertThat(proofs.isProven(request("alice", CONVERSATION, PROMPT, odd), ASKED))
                .isFalse();
    }

    private String proof() {
        return proofs.prove("alice", CONVERSATION, PROMPT, ASKED);
    }

    private static ToolRequest request(String requester, ConversationId conversation, String prompt, String proof) {
        return new ToolRequest(
                new CallId("call_0"),
                conversation,
                Optional.empty(),
                Optional.empty(),
                new ToolName("send_email"),
                CanonicalJson.EMPTY_OBJECT,
                Optional.ofNullable(requester),
                Optional.ofNullable(proof),
                Optional.ofNullable(prompt),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static SigningKey key(Path dir) {
        return SigningKey.load(keys(dir).gate(), KeyPairs.GATE_KID);
    }

    private static KeyPairs keys(Path dir) {
        KeyPairs keys = new KeyPairs(dir);
        PrivateFiles.createDirectory(dir);
        keys.createMissing();
        return keys;
    }
}
