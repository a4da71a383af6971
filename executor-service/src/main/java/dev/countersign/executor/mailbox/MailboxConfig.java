package dev.countersign.executor.mailbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The settings of the mailbox tools. */
@ConfigMapping(prefix = "countersign.mailbox")
public interface MailboxConfig {

    /** Where mails are put as {@code .eml} files when no SMTP server is set; created when absent. */
    @WithDefault(".countersign/mailbox")
    Path dir();

    /** The sender of every mail. */
    @WithDefault("countersign@localhost")
    String from();

    /**
     * A maintenance switch: while this file exists, the mailbox tools wait before they do anything, until their own
     * timeout ends them.
     */
    Optional<Path> holdFile();

    /** The server that delivers, where there is one. */
    Smtp smtp();

    /** An SMTP server. */
    interface Smtp {

        /** Its host; without it, mails go to {@link MailboxConfig#dir()}. */
        Optional<String> host();

        @WithDefault("25")
        int port();

        /** Whether to insist on STARTTLS. */
        @WithDefault("false")
        boolean startTls();

        Optional<String> user();

        Optional<String> password();

        /** The longest that connecting, or any single step after it, may take. */
        @WithDefault("10s")
        Duration timeout();
    }
}
