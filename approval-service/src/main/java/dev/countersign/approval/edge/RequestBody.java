package dev.countersign.approval.edge;

import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the bodies of requests as strictly as events: unknown, repeated and misshapen members are refused by name. */
public final class RequestBody {
    private static final Pattern FIELD = Pattern.compile("field '([^']+)'", Pattern.CASE_INSENSITIVE);

    private RequestBody() {}

    /**
     * Reads a body.
     *
     * @throws ProblemException if it is larger than allowed or not one acceptable value of the type
     */
    public static <T> T read(InputStream body, Class<T> type) {
        byte[] bytes = bytes(body);
        if (bytes.length > EdgeRoutes.MAX_BODY_BYTES) {
            throw Problem.of(Response.Status.REQUEST_ENTITY_TOO_LARGE, Wording.of(413))
                    .asException();
        }
        if (bytes.length == 0) {
            throw Problem.of(Response.Status.BAD_REQUEST, "The body is missing").asException();
        }
        try {
            return JsonCodec.read(bytes, type);
        } catch (UnreadableException e) {
            Problem problem = Problem.of(Response.Status.BAD_REQUEST, e.detail());
            throw field(e.detail()).map(problem::at).orElse(problem).asException();
        }
    }

    /**
     * The member, which must be there.
     *
     * @throws ProblemException if it is not
     */
    public static <T> T require(String field, Optional<T> member) {
        return member.orElseThrow(
                () -> Problem.badRequest(field, field + " is missing").asException());
    }

    private static byte[] bytes(InputStream body) {
        try {
            return body.readNBytes(EdgeRoutes.MAX_BODY_BYTES + 1);
        } catch (IOException e) {
            throw Problem.of(Response.Status.BAD_REQUEST, "The body ended early")
                    .asException();
        }
    }

    private static Optional<String> field(String detail) {
        Matcher matcher = FIELD.matcher(detail);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
