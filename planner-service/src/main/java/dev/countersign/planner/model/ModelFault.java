package dev.countersign.planner.model;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Why a call of the model's endpoint brought no message.
 *
 * @param tag the reason as the tag of a metric
 * @param sentence the reason for people
 * @param mayPass whether the same call may fare better later
 * @param retryAfter how long the endpoint asks to wait
 */
record ModelFault(String tag, String sentence, boolean mayPass, Optional<Duration> retryAfter) {
    static ModelFault timeout(Duration timeout) {
        return passing("timeout", "no answer within " + timeout.toMillis() + " ms");
    }

    static ModelFault empty() {
        return passing("empty", "the model sent an empty message");
    }

    static ModelFault tooLong(int maxBytes) {
        return new ModelFault(
                "too-long", "the model's message has more than " + maxBytes + " bytes", false, Optional.empty());
    }

    static ModelFault of(Throwable thrown, Duration timeout) {
        return find(thrown, ModelHttpException.class, ModelFault::http)
                .or(() -> find(thrown, TimeoutException.class, e -> timeout(timeout)))
                .or(() -> find(thrown, dev.langchain4j.exception.TimeoutException.class, e -> timeout(timeout)))
                .or(() -> find(
                        thrown,
                        JacksonException.class,
                        e -> passing("unreadable", "the answer is no JSON of a chat completion")))
                .or(() -> find(thrown, IOException.class, e -> passing("connection", "no connection to the endpoint")))
                .orElseGet(() -> passing("unreadable", "the answer is no chat completion"));
    }

    private static ModelFault http(ModelHttpException e) {
        return new ModelFault("http-" + e.statusCode(), e.sentence(), e.mayPass(), e.retryAfter());
    }

    private static ModelFault passing(String tag, String sentence) {
        return new ModelFault(tag, sentence, true, Optional.empty());
    }

    private static <E extends Throwable> Optional<ModelFault> find(
            Throwable thrown, Class<E> type, Function<E, ModelFault> fault) {
        return Stream.iterate(thrown, e -> e != null, Throwable::getCause)
                .limit(20)
                .filter(type::isInstance)
                .findFirst()
                .map(type::cast)
                .map(fault);
    }
}
