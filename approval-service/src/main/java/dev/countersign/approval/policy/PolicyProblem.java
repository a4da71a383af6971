package dev.countersign.approval.policy;

/**
 * Something in a policy file that keeps it from being used.
 *
 * @param line from 1
 * @param column in characters, from 1
 * @param message a sentence that says what to do
 */
public record PolicyProblem(int line, int column, String message) {

    static PolicyProblem at(Place place, String message) {
        return new PolicyProblem(place.line(), place.column(), message);
    }

    @Override
    public String toString() {
        return line + ":" + column + ": " + message;
    }
}
