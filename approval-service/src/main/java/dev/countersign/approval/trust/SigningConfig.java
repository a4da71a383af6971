package dev.countersign.approval.trust;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;

/** The key that signs what may run. */
@ConfigMapping(prefix = "countersign.signing")
public interface SigningConfig {

    /** PKCS #8 PEM, Ed25519. */
    Path keyFile();

    /** The id under which executors know its public half. */
    String kid();
}
