package dev.countersign.contract.topic;

/** Who writes or reads a topic; each service is one principal on the broker. */
public enum Party {
    PLANNER("planner-service"),
    APPROVAL("approval-service"),
    EXECUTOR("executor-service"),
    /** Whoever the operator lets. */
    ANYONE("anyone");

    private final String principal;

    Party(String principal) {
        this.principal = principal;
    }

    /** The name of the principal on the broker; also the service's consumer group and Streams application id. */
    public String principal() {
        return principal;
    }
}
