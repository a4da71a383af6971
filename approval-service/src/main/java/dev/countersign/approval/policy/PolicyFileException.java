package dev.countersign.approval.policy;

import java.util.List;
import java.util.stream.Collectors;

/** A policy file that is missing or not understood. The message names the file and every problem in it. */
public final class PolicyFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<PolicyProblem> problems;

    PolicyFileException(String name, List<PolicyProblem> problems) {
        super(name + " is no policy: "
                + problems.stream().map(PolicyProblem::toString).collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    PolicyFileException(String name, Throwable cause) {
        super(name + " cannot be read", cause);
        this.problems = List.of(PolicyProblem.at(Place.START, "the file cannot be read: is it there, and a file?"));
    }

    /** In the file's order; at least one. */
    public List<PolicyProblem> problems() {
        return problems;
    }
}
