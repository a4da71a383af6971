package dev.countersign.approval.identity;

import dev.countersign.approval.trust.SettingException;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.json.Digest;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.contract.signing.KeyFileException;
import dev.countersign.contract.signing.SignedKind;
import dev.countersign.contract.signing.SigningKey;
import dev.countersign.contract.signing.TrustedKeys;
import dev.countersign.contract.signing.TrustedKeys.Opening;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Proves to the gate who asked. The edge makes a proof for a person who is signed in; it travels with the prompt through
 * whatever proposes calls, and holds for that person, conversation and prompt alone, for {@link #VALIDITY}.
 */
@Singleton
public final class RequesterProofs {
    /** How long a proof holds. */
    public static final Duration VALIDITY = Duration.ofDays(7);

    /** How far a proof may lie ahead: the clocks of edge and broker differ. */
    public static final Duration SKEW = Duration.ofSeconds(60);

    private final SigningKey key;
    private final TrustedKeys trusted;

    /** What is signed. */
    private record Proof(String subject, ConversationId conversationId, Digest promptDigest, Instant at) {
        boolean isOf(ToolRequest request, Instant now) {
            return request.requester().filter(subject::equals).isPresent()
                    && request.conversationId().equals(conversationId)
                    && request.prompt()
                            .map(Digest::ofText)
                            .filter(promptDigest::equals)
                            .isPresent()
                    && !at.isAfter(now.plus(SKEW))
                    && !at.isBefore(now.minus(VALIDITY));
        }
    }

    @Inject
    RequesterProofs(SigningKey key, ProofConfig config) {
        this(key, trusted(key, config.trustedKeysDir()));
    }

    /** Makes proofs by a key, and believes those by the same key. */
    public RequesterProofs(SigningKey key) {
        this(key, TrustedKeys.of(key));
    }

    /** Makes proofs by a key, and believes those by trusted keys. */
    public RequesterProofs(SigningKey key, TrustedKeys trusted) {
        this.key = key;
        this.trusted = trusted;
    }

    /** The proof that a person asked a prompt in a conversation, as compact JWS. */
    public String prove(String subject, ConversationId conversation, String prompt, Instant at) {
        Proof proof = new Proof(subject, conversation, Digest.ofText(ToolRequest.shown(prompt)), at);
        return key.signCompact(SignedKind.REQUESTER_PROOF, JsonCodec.writeText(proof));
    }

    /** Whether a request comes with a proof that its requester asked its prompt in its conversation; in doubt not. */
    public boolean isProven(ToolRequest request, Instant now) {
        return request.requesterProof()
                .flatMap(this::open)
                .filter(proof -> proof.isOf(request, now))
                .isPresent();
    }

    private Optional<Proof> open(String compact) {
        return switch (trusted.verifyCompact(SignedKind.REQUESTER_PROOF, compact)) {
            case Opening.Invalid invalid -> Optional.empty();
            case Opening.Valid valid -> read(valid.text());
        };
    }

    private static Optional<Proof> read(String text) {
        try {
            return Optional.of(JsonCodec.read(text.getBytes(StandardCharsets.UTF_8), Proof.class));
        } catch (UnreadableException e) {
            return Optional.empty();
        }
    }

    private static TrustedKeys trusted(SigningKey key, Optional<Path> folder) {
        try {
            TrustedKeys own = TrustedKeys.of(key);
            return folder.map(TrustedKeys::loadFolder).map(own::and).orElse(own);
        } catch (KeyFileException e) {
            throw new SettingException(ProofConfig.TRUSTED_KEYS_DIR, e);
        }
    }
}
