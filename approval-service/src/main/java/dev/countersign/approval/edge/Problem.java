package dev.countersign.approval.edge;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What went wrong with a request, as RFC 9457 has it.
 *
 * @param type {@code about:blank} where the status says it all, else {@code urn:countersign:problem:…}
 * @param title the same for every problem of the type
 * @param detail one sentence about this one; never echoes values that were sent
 * @param field the member, parameter or header at fault, where it is one
 * @param members further members, by name
 */
@JsonPropertyOrder({"type", "title", "status", "detail", "field"})
@Schema(description = "A problem document (RFC 9457). Further members depend on the type.")
public record Problem(
        @Schema(examples = "urn:countersign:problem:already-decided")
        String type,

        @Schema(examples = "The call is decided already") String title,
        int status,

        @Schema(examples = "bob approved it at 2026-11-23T12:00:41Z")
        String detail,

        @Schema(description = "The member, parameter or header at fault")
        Optional<String> field,

        @JsonIgnore Map<String, Object> members) {
    /** The media type of problem documents. */
    public static final MediaType MEDIA_TYPE = new MediaType("application", "problem+json");

    private static final int UNPROCESSABLE = 422;
    private static final String URN = "urn:countersign:problem:";

    public Problem {
        members = Map.copyOf(members);
    }

    /** A problem that its status describes. */
    public static Problem of(Response.Status status, String detail) {
        return new Problem(
                "about:blank", status.getReasonPhrase(), status.getStatusCode(), detail, Optional.empty(), Map.of());
    }

    /** A request that is at fault in one place. */
    public static Problem badRequest(String field, String detail) {
        return of(Response.Status.BAD_REQUEST, detail).at(field);
    }

    /** A problem of a kind of its own. */
    public static Problem ofKind(String kind, Response.Status status, String title, String detail) {
        return new Problem(URN + kind, title, status.getStatusCode(), detail, Optional.empty(), Map.of());
    }

    /** A well-formed request for something that is not to be had. */
    public static Problem unprocessable(String kind, String title, String detail) {
        return new Problem(URN + kind, title, UNPROCESSABLE, detail, Optional.empty(), Map.of());
    }

    /** The same problem, naming the place at fault. */
    public Problem at(String place) {
        return new Problem(type, title, status, detail, Optional.of(place), members);
    }

    /** The same problem with a further member. */
    public Problem with(String name, Object value) {
        Map<String, Object> more = new TreeMap<>(members);
        more.put(name, value);
        return new Problem(type, title, status, detail, field, more);
    }

    /** The further members as members of the document. */
    @JsonAnyGetter
    Map<String, Object> furtherMembers() {
        return members;
    }

    /** Ends the request with this problem. */
    public ProblemException asException() {
        return new ProblemException(this);
    }
}
