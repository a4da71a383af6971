package dev.countersign.approval.identity;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Whose proofs of requesters count, beside those made by the key that signs here. */
@ConfigMapping(prefix = "countersign.proof")
interface ProofConfig {
    String TRUSTED_KEYS_DIR = "countersign.proof.trusted-keys-dir";

    /** A folder of further public keys, {@code <kid>.pem}: the one before or after in a change of keys. */
    Optional<Path> trustedKeysDir();
}
