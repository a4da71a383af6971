package dev.countersign.contract.json;

/**
 * Bytes that are no acceptable value of the type asked for. The detail is one plain sentence without any of the
 * input's content beyond names of fields, fit for a dead-letter header or a problem document.
 */
public final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What kind of unreadable: the tag of the metric that counts refusals. */
    public enum Reason {
        TOO_LARGE,
        NOT_UTF8,
        NOT_JSON,
        DUPLICATE_FIELD,
        NUMBER_OUT_OF_RANGE,
        WRONG_SHAPE
    }

    private final Reason reason;
    private final String detail;

    public UnreadableException(Reason reason, String detail) {
        super(detail);
        this.reason = reason;
        this.detail = detail;
    }

    /** What is wrong, in one sentence. */
    public String detail() {
        return detail;
    }

    public Reason reason() {
        return reason;
    }
}
