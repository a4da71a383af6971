package dev.countersign.approval.identity;

/** What a request brings to say who sends it. */
sealed interface Credential {
    /** A token of {@code people.json}. */
    record Bearer(String token, Via via) implements Credential {
        /** Without the token, so that no log has it. */
        @Override
        public String toString() {
            return "Bearer[via=" + via + "]";
        }
    }

    /** A session's token from its cookie. */
    record Cookie(String token) implements Credential {
        /** Without the token, so that no log has it. */
        @Override
        public String toString() {
            return "Cookie[]";
        }
    }
}
