package dev.countersign.executor.tool.openapi;

import dev.countersign.executor.tool.PassingFailureException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;

/**
 * Sends requests to one origin. Each call has a connection of its own: one that was kept could have ended unnoticed, and
 * then nobody could say whether the call has run.
 *
 * @param maxResponse the most that is read of an answer, in bytes
 */
record HttpCalls(Origin origin, int maxResponse, int maxRedirects, Duration connectTimeout) {

    private static final Executor THREADS = Executors.newVirtualThreadPerTaskExecutor();
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    /** Those that ask for the same request at another place; the others may lead to what has come of it. */
    private static final Set<Integer> SAME_REQUEST = Set.of(307, 308);

    /**
     * Sends a request and follows redirects of GET and HEAD within the origin.
     *
     * @throws PassingFailureException if it cannot be connected to, breaks off, takes longer than what remains, or
     *     redirects in a way that may mean that it has done its work
     * @throws OperationFailedException if it redirects to where it is not followed
     */
    Answer send(HttpRequest request, Duration remaining)
            throws PassingFailureException, OperationFailedException, InterruptedException {
        long deadline = System.nanoTime() + remaining.toNanos();
        HttpClient client = client();
        try {
            return follow(client, request, deadline, remaining);
        } finally {
            client.shutdownNow();
        }
    }

    private HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .executor(THREADS)
                .build();
    }

    private Answer follow(HttpClient client, HttpRequest request, long deadline, Duration remaining)
            throws PassingFailureException, OperationFailedException, InterruptedException {
        HttpRequest next = request;
        for (int followed = 0; ; followed++) {
            Answer answer = exchange(client, next, deadline, remaining);
            if (!REDIRECTS.contains(answer.status())) {
                return answer;
            }
            if (!followable(next.method())) {
                throw redirected(answer, next);
            }
            URI target = target(answer, next);
            if (followed == maxRedirects) {
                throw notFollowed(answer, target, "that is more than " + maxRedirects + " redirects");
            }
            next = HttpRequest.newBuilder(next, (name, value) -> true)
                    .uri(target)
                    .build();
        }
    }

    /** What a redirect of a request that may change something means: it is never followed. */
    private PassingFailureException redirected(Answer answer, HttpRequest request) throws OperationFailedException {
        OperationFailedException failure = unfollowed(answer, request);
        if (SAME_REQUEST.contains(answer.status())) {
            throw failure;
        }
        return PassingFailureException.unclear(String.valueOf(failure.getMessage()));
    }

    private OperationFailedException unfollowed(Answer answer, HttpRequest request) {
        try {
            return notFollowed(answer, target(answer, request), "only GET and HEAD are redirected");
        } catch (OperationFailedException nowhere) {
            return nowhere;
        }
    }

    private static boolean followable(String method) {
        return method.equals("GET") || method.equals("HEAD");
    }

    private URI target(Answer answer, HttpRequest request) throws OperationFailedException {
        String location = answer.location()
                .orElseThrow(() -> new OperationFailedException("HTTP " + answer.status() + " without a Location"));
        try {
            URI target = request.uri().resolve(new URI(location));
            if (!Origin.of(target).equals(origin) || target.getRawUserInfo() != null) {
                throw notFollowed(answer, target, "only " + origin + " is ever called");
            }
            return new URI(target.getScheme() + "://" + target.getRawAuthority()
                    + Optional.ofNullable(target.getRawPath()).orElse("")
                    + (target.getRawQuery() == null ? "" : "?" + target.getRawQuery()));
        } catch (java.net.URISyntaxException e) {
            throw new OperationFailedException("HTTP " + answer.status() + ": its Location is no URL");
        }
    }

    private static OperationFailedException notFollowed(Answer answer, URI target, String why) {
        return new OperationFailedException("HTTP " + answer.status() + ": the redirect to " + Origin.of(target)
                + " is not followed, since " + why);
    }

    private Answer exchange(HttpClient client, HttpRequest request, long deadline, Duration remaining)
            throws PassingFailureException, OperationFailedException, InterruptedException {
        CompletableFuture<HttpResponse<BoundedBody.Bytes>> response =
                client.sendAsync(once(request), info -> new BoundedBody(maxResponse));
        try {
            return answer(response.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            throw PassingFailureException.unclear(
                    "no whole answer from " + origin + " within " + remaining.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw broken(Objects.requireNonNullElse(e.getCause(), e));
        } finally {
            response.cancel(true);
        }
    }

    private static HttpRequest once(HttpRequest request) {
        return HttpRequest.newBuilder(request, (name, value) -> true)
                .method(request.method(), new SentOnce(request.bodyPublisher().orElseGet(BodyPublishers::noBody)))
                .build();
    }

    private PassingFailureException broken(Throwable cause) throws OperationFailedException {
        return switch (cause) {
            case HttpConnectTimeoutException _ ->
                PassingFailureException.failed("connecting to " + origin + " takes too long", Optional.empty());
            case ConnectException _ -> PassingFailureException.failed("no connection to " + origin, Optional.empty());
            case SSLHandshakeException tls ->
                throw new OperationFailedException("no trusted connection to " + origin + ": " + tls.getMessage());
            case IOException broken ->
                PassingFailureException.unclear("the connection to " + origin + " broke: " + broken.getMessage());
            default -> PassingFailureException.unclear("the connection to " + origin + " broke");
        };
    }

    private static Answer answer(HttpResponse<BoundedBody.Bytes> response) {
        return new Answer(
                response.statusCode(),
                response.headers().firstValue("Content-Type"),
                response.headers().firstValue("Content-Encoding"),
                response.headers().firstValue("Location"),
                response.headers().firstValue("Retry-After"),
                response.body().bytes(),
                response.body().cut());
    }
}
