package dev.countersign.planner.model;

import dev.langchain4j.exception.HttpException;
import java.time.Duration;
import java.util.Optional;

/** The endpoint refused, with what it said of itself and of coming back. */
final class ModelHttpException extends HttpException {
    private static final long serialVersionUID = 1L;

    private final String sentence;
    private final transient Optional<Duration> retryAfter;

    ModelHttpException(int status, String said, Optional<Duration> retryAfter) {
        String sentence = said.isBlank() ? "HTTP status " + status : "HTTP status " + status + ": " + said;
        super(status, sentence);
        this.sentence = sentence;
        this.retryAfter = retryAfter;
    }

    /** What happened, for people. */
    String sentence() {
        return sentence;
    }

    Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** Whether the same request may fare better later (RFC 9110, RFC 6585). */
    boolean mayPass() {
        return statusCode() >= 500 || statusCode() == 429 || statusCode() == 408 || statusCode() == 425;
    }
}
