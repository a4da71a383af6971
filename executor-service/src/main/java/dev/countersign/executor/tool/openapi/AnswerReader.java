package dev.countersign.executor.tool.openapi;

import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.executor.tool.PassingFailureException;
import dev.countersign.executor.tool.Redaction;
import dev.countersign.executor.tool.ToolOutput;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says what an answer means for a call. Whatever it holds stays data, and secrets of the call stay out of it. */
record AnswerReader(Answer answer, Redaction redaction, InstantSource clock) {

    private static final Set<Integer> PASSING = Set.of(408, 425, 429, 503);
    /** What a gateway says where the server behind it broke off or took too long, with its work done or not. */
    private static final Set<Integer> UNCLEAR = Set.of(502, 504);

    private static final int MOST_QUOTED = 1_000;
    private static final Pattern CHARSET = Pattern.compile("(?i);\\s*charset\\s*=\\s*\"?([A-Za-z0-9._:-]+)");
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    /**
     * The output of an operation that has been done.
     *
     * @throws PassingFailureException if it has failed in a way that may pass, or nobody can say whether it has
     * @throws OperationFailedException if it has failed
     */
    CanonicalJson output() throws PassingFailureException, OperationFailedException {
        if (answer.isSuccess()) {
            return done();
        }
        String message = message();
        if (PASSING.contains(answer.status())) {
            throw PassingFailureException.failed(message, answer.retryAfter().flatMap(this::wait));
        }
        if (UNCLEAR.contains(answer.status())) {
            throw PassingFailureException.unclear(message, answer.retryAfter().flatMap(this::wait));
        }
        throw new OperationFailedException(message);
    }

    private CanonicalJson done() {
        if (answer.body().length == 0) {
            return ToolOutput.of(Map.of("status", answer.status()));
        }
        if (!isReadable()) {
            return ToolOutput.withheld(answer.size() + " of " + type());
        }
        String text = text();
        return answer.cut() ? ToolOutput.truncated(redaction.beginning(text), answer.size()) : whole(text);
    }

    private CanonicalJson whole(String text) {
        if (answer.contentType().isEmpty()
                || MediaTypes.isJson(answer.contentType().get())) {
            try {
                return ToolOutput.of(redaction.json(CanonicalJson.parse(text)));
            } catch (UnreadableException e) {
                // It is no JSON, whatever it calls itself; the text is still what came back.
                return ToolOutput.of(redaction.text(text));
            }
        }
        return ToolOutput.of(redaction.text(text));
    }

    private boolean isReadable() {
        boolean plain = answer.contentEncoding()
                .map(encoding -> encoding.strip().equalsIgnoreCase("identity"))
                .orElse(true);
        return plain
                && answer.contentType()
                        .map(type -> MediaTypes.isJson(type) || MediaTypes.isText(type))
                        .orElseGet(this::looksLikeText);
    }

    /** For a body that does not say what it is. */
    private boolean looksLikeText() {
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        return text.chars().noneMatch(c -> c == 0xFFFD || (Character.isISOControl(c) && !Character.isWhitespace(c)));
    }

    private String type() {
        String type = answer.contentType().map(MediaTypes::plain).orElse("an unnamed type");
        return redaction.text(answer.contentEncoding()
                .map(encoding -> type + " encoded as " + encoding)
                .orElse(type));
    }

    private String text() {
        return new String(answer.body(), charset());
    }

    private Charset charset() {
        if (answer.contentType().isEmpty()
                || MediaTypes.isJson(answer.contentType().get())) {
            return StandardCharsets.UTF_8;
        }
        Matcher named = CHARSET.matcher(answer.contentType().get());
        try {
            return named.find() ? Charset.forName(named.group(1)) : StandardCharsets.UTF_8;
        } catch (IllegalArgumentException e) {
            return StandardCharsets.UTF_8;
        }
    }

    private String message() {
        if (answer.body().length == 0) {
            return "HTTP " + answer.status();
        }
        if (!isReadable()) {
            return "HTTP " + answer.status() + " with " + answer.size() + " of " + type();
        }
        String clean = answer.cut() ? redaction.beginning(text()) : redaction.text(text());
        int end = Math.min(clean.length(), MOST_QUOTED);
        return "HTTP " + answer.status() + ": " + clean.substring(0, end);
    }

    /** Seconds or a date (RFC 9110, 10.2.3). */
    private Optional<Duration> wait(String retryAfter) {
        try {
            Duration wait = retryAfter.strip().matches("[0-9]{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(retryAfter.strip()))
                    : Duration.between(clock.instant(), date(retryAfter));
            return Optional.of(
                    wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static Instant date(String written) {
        return ZonedDateTime.parse(written.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                .toInstant();
    }
}
