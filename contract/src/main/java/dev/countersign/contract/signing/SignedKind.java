package dev.countersign.contract.signing;

/** What a signature is for: the JWS header {@code typ}, so that a signature over one kind never passes for another. */
public enum SignedKind {
    APPROVED_CALL("countersign-approved-call"),
    CATALOG_ENTRY("countersign-catalog-entry"),
    /** Over the key's bytes: the tool's name; the record has no value. */
    CATALOG_WITHDRAWAL("countersign-catalog-withdrawal"),
    /** Who asked a prompt. */
    REQUESTER_PROOF("countersign-requester-proof");

    private final String typ;

    SignedKind(String typ) {
        this.typ = typ;
    }

    /** The value of the header {@code typ}. */
    public String typ() {
        return typ;
    }
}
