package dev.countersign.approval.identity;

import java.util.Locale;

/** How a person came: what stands beside their name in a decision. */
public enum Via {
    /** A browser, with the cookie of a session. */
    WEB,
    /** A bearer token. */
    HTTP,
    /** A bearer token, sent by a terminal client that says so. */
    TERMINAL;

    /** The name in events. */
    public String viaName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
