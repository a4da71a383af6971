package dev.countersign.executor.tool.openapi;

import java.util.Optional;

/**
 * What came back.
 *
 * @param body at most as much as is read
 * @param cut whether there was more
 */
record Answer(
        int status,
        Optional<String> contentType,
        Optional<String> contentEncoding,
        Optional<String> location,
        Optional<String> retryAfter,
        byte[] body,
        boolean cut) {

    /** Whether the operation has been done. */
    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** How long the body is, for people. */
    String size() {
        return (cut ? "more than " : "") + body.length + " bytes";
    }
}
