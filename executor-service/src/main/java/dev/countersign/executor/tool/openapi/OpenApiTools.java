package dev.countersign.executor.tool.openapi;

import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.executor.tool.IdempotencyKey;
import dev.countersign.executor.tool.PassingFailureException;
import dev.countersign.executor.tool.Redaction;
import dev.countersign.executor.tool.ToolBody;
import dev.countersign.executor.tool.ToolOffer;
import dev.countersign.executor.tool.ToolSource;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Operations of an HTTP API that an OpenAPI document describes. They are always there: there is no connection to lose. */
public final class OpenApiTools implements ToolSource {

    private static final String ALL = "*";
    private static final int LONGEST_NAME = 64;

    private final String api;
    private final String settings;
    private final String base;
    private final HttpCalls http;
    private final InstantSource clock;
    private final List<ToolOffer> offers;

    private OpenApiTools(String api, OpenApiSettings declared, InstantSource clock) {
        this.api = api;
        this.settings = "countersign.openapi." + api;
        this.base = base(declared.baseUrl());
        this.http = http(declared);
        this.clock = clock;
        OpenApiDocument document = document(declared);
        this.offers = operations(document, declared).stream()
                .map(operation -> offer(operation, declared.prefix().orElse("")))
                .toList();
    }

    /**
     * Reads the document and makes the chosen operations callable.
     *
     * @param api the name that the settings know it by
     * @throws IllegalArgumentException if something of it cannot be used, with a sentence that says what to do
     */
    public static OpenApiTools of(String api, OpenApiSettings declared, InstantSource clock) {
        return new OpenApiTools(api, declared, clock);
    }

    @Override
    public String name() {
        return "HTTP API '" + api + "'";
    }

    @Override
    public void start(Consumer<Availability> listener) {
        listener.accept(new Availability.Present(offers));
    }

    @Override
    public void close() {}

    private IllegalArgumentException unusable(String sentence) {
        return new IllegalArgumentException(settings + sentence);
    }

    private String base(URI url) {
        String path = Optional.ofNullable(url.getRawPath()).orElse("");
        Origin origin = Origin.of(url);
        if (!List.of("http", "https").contains(origin.scheme())
                || origin.host().isEmpty()
                || url.getRawUserInfo() != null
                || url.getRawQuery() != null
                || url.getRawFragment() != null
                || List.of(path.split("/", -1)).contains("..")) {
            throw unusable(".base-url is http or https, a host, and perhaps a port and a path");
        }
        String whole = url.toString();
        return whole.endsWith("/") ? whole.substring(0, whole.length() - 1) : whole;
    }

    private HttpCalls http(OpenApiSettings declared) {
        if (declared.maxResponse() < 1) {
            throw unusable(".max-response is at least 1 byte");
        }
        if (declared.maxRedirects() < 0 || declared.maxRedirects() > 20) {
            throw unusable(".max-redirects lie from 0 to 20");
        }
        if (declared.connectTimeout().compareTo(Duration.ofMillis(1)) < 0) {
            throw unusable(".connect-timeout is at least 1 ms");
        }
        return new HttpCalls(
                Origin.of(declared.baseUrl()),
                declared.maxResponse(),
                declared.maxRedirects(),
                declared.connectTimeout());
    }

    private OpenApiDocument document(OpenApiSettings declared) {
        try {
            return OpenApiDocument.read(declared.document());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    settings + ".document " + declared.document() + ": " + e.getMessage(), e);
        }
    }

    private List<Operation> operations(OpenApiDocument document, OpenApiSettings declared) {
        OperationReader reader = new OperationReader(document, new SecurityReader(document, settings, declared.auth()));
        List<Operation> operations = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        chosen(document, declared.operations().stream().map(String::strip).toList())
                .forEach((id, place) -> {
                    try {
                        operations.add(reader.read(id, place));
                    } catch (IllegalArgumentException e) {
                        problems.add("operation '" + id + "': " + e.getMessage());
                    }
                });
        if (!problems.isEmpty()) {
            throw unusable(": " + String.join("; ", problems) + " (" + settings
                    + ".operations names what becomes a tool: leave out what cannot)");
        }
        return operations;
    }

    private Map<String, OperationPlace> chosen(OpenApiDocument document, List<String> names) {
        Map<String, OperationPlace> all = new LinkedHashMap<>();
        List<String> nameless = new ArrayList<>();
        for (OperationPlace place : OperationPlace.all(document)) {
            String id = place.id().orElse("");
            if (id.isEmpty()) {
                nameless.add(place.written());
            } else if (all.put(id, place) != null) {
                throw unusable(".document has two operations with the operationId '" + id + "'");
            }
        }
        if (names.equals(List.of(ALL))) {
            if (!nameless.isEmpty()) {
                throw unusable(".operations is '*', but these have no operationId: " + String.join(", ", nameless)
                        + "; name the others, or give them one");
            }
            return all;
        }
        return named(all, names);
    }

    private Map<String, OperationPlace> named(Map<String, OperationPlace> all, List<String> names) {
        Map<String, OperationPlace> chosen = new LinkedHashMap<>();
        for (String name : names) {
            OperationPlace place = all.get(name);
            if (place == null) {
                throw unusable(".operations names '" + name + "', which the document does not have; it has "
                        + String.join(", ", all.keySet()));
            }
            chosen.put(name, place);
        }
        if (chosen.isEmpty()) {
            throw unusable(".operations names no operation; the document has " + String.join(", ", all.keySet()));
        }
        return chosen;
    }

    private ToolOffer offer(Operation operation, String prefix) {
        String name = (prefix + operation.id()).replaceAll("[^A-Za-z0-9_-]", "_");
        return new ToolOffer(
                new ToolName(name.substring(0, Math.min(name.length(), LONGEST_NAME))),
                operation.description(),
                operation.inputSchema(),
                Optional.empty(),
                Optional.of("operation '" + operation.id() + "'"),
                invocation -> run(operation, invocation));
    }

    private CanonicalJson run(Operation operation, ToolBody.Invocation invocation)
            throws PassingFailureException, OperationFailedException, InterruptedException {
        RequestDraft draft =
                OperationCall.draft(operation, invocation.arguments(), new IdempotencyKey(invocation.call()));
        Redaction redaction = draft.redaction();
        try {
            Answer answer = http.send(draft.request(base), invocation.remaining());
            return new AnswerReader(answer, redaction, clock).output();
        } catch (OperationFailedException e) {
            throw new OperationFailedException(redaction.text(String.valueOf(e.getMessage())));
        } catch (PassingFailureException e) {
            String message = redaction.text(String.valueOf(e.getMessage()));
            throw e.mayHaveRun()
                    ? PassingFailureException.unclear(message, e.after())
                    : PassingFailureException.failed(message, e.after());
        }
    }
}
