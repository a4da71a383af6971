package dev.countersign.approval.identity;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a person may do. Roles do not include each other. */
public enum Role {
    /** Reads. */
    @JsonProperty(Names.VIEWER)
    VIEWER(Names.VIEWER),
    /** Reads and decides. */
    @JsonProperty(Names.APPROVER)
    APPROVER(Names.APPROVER),
    /** Reads, for the record. */
    @JsonProperty(Names.AUDITOR)
    AUDITOR(Names.AUDITOR),
    /** Reads and looks after the service; does not decide. */
    @JsonProperty(Names.ADMIN)
    ADMIN(Names.ADMIN);

    private final String roleName;

    Role(String roleName) {
        this.roleName = roleName;
    }

    /** The name in {@code people.json}, in the API and for the security layer. */
    public String roleName() {
        return roleName;
    }

    /** The names as annotations need them. */
    public static final class Names {
        public static final String VIEWER = "viewer";
        public static final String APPROVER = "approver";
        public static final String AUDITOR = "auditor";
        public static final String ADMIN = "admin";

        private Names() {}
    }
}
