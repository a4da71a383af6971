package dev.countersign.approval.inbox;

import dev.countersign.approval.edge.Problem;
import dev.countersign.approval.edge.RequestBody;
import dev.countersign.approval.gate.GateCommand;
import dev.countersign.approval.identity.Role;
import dev.countersign.contract.event.Settlement;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.json.CanonicalJson;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Takes what an operator found out about a call whose outcome nobody knew. */
@Path("/api/conversations/{conversationId}/calls/{callId}/settlement")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.Names.ADMIN)
@Tag(name = "Decisions")
class SettlementResource {
    private final CommandDesk desk;

    /** The body of a settlement. */
    @Schema(name = "SettleCall", description = "What became of a call whose outcome nobody knew")
    record Found(
            @Schema(
                    required = true,
                    enumeration = {"succeeded", "failed"})
            Optional<String> outcome,

            @Schema(
                    description =
                            "With succeeded, and only with it: what the tool returned, any JSON value, null where "
                                    + "it returns nothing; at most 256 KiB in canonical form")
            Optional<CanonicalJson> output,

            @Schema(
                    description = "With failed, and only with it: what went wrong",
                    minLength = 1,
                    maxLength = Settlement.MAX_REASON)
            Optional<String> reason) {}

    @Inject
    SettlementResource(CommandDesk desk) {
        this.desk = desk;
    }

    @PUT
    @RunOnVirtualThread
    @Operation(
            operationId = "settleCall",
            summary = "Say what became of a call whose outcome is unknown",
            description =
                    "Once, by an admin who has looked where the tool acts. It is a record for people: the outcome "
                            + "that was given stays, and the model is not told. The same person saying the same again gets the "
                            + "first answer again.")
    @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = Found.class)))
    @APIResponse(
            responseCode = "200",
            description = "Settled, now or by the same person before",
            content = @Content(schema = @Schema(implementation = Decided.class)))
    @APIResponse(
            responseCode = "202",
            description = "Sent, but the outcome has not come within the wait; sending the same again is safe",
            content = @Content(schema = @Schema(implementation = Decided.class)))
    @APIResponse(responseCode = "400", description = "The request is at fault; `field` says where")
    @APIResponse(responseCode = "401", description = "Nobody is signed in")
    @APIResponse(responseCode = "403", description = "Not an admin (`not-entitled`)")
    @APIResponse(responseCode = "404", description = "No such call")
    @APIResponse(
            responseCode = "409",
            description = "Its outcome is not unknown (`not-unknown`), or it is settled already (`already-settled`; "
                    + "`detail` and `call.settledBy` say by whom and when)")
    public Response settle(
            @PathParam("conversationId") String conversationId, @PathParam("callId") String callId, InputStream body) {
        CallKey key = Parameters.call(conversationId, callId);
        return desk.answer(command(key, RequestBody.read(body, Found.class)));
    }

    private GateCommand.SettleCall command(CallKey key, Found found) {
        Settlement.Outcome outcome = outcome(found.outcome());
        return new GateCommand.SettleCall(
                desk.newId(),
                desk.voter(),
                key.conversationId(),
                key.callId(),
                outcome,
                output(outcome, found.output()),
                reason(outcome, found.reason()));
    }

    private static Settlement.Outcome outcome(Optional<String> outcome) {
        return switch (RequestBody.require("outcome", outcome)) {
            case "succeeded" -> Settlement.Outcome.SUCCEEDED;
            case "failed" -> Settlement.Outcome.FAILED;
            default ->
                throw Problem.badRequest("outcome", "outcome is succeeded or failed")
                        .asException();
        };
    }

    private static Optional<CanonicalJson> output(Settlement.Outcome outcome, Optional<CanonicalJson> output) {
        return switch (outcome) {
            case SUCCEEDED -> Optional.of(within(RequestBody.require("output", output)));
            case FAILED -> none("output", output.filter(value -> !value.equals(CanonicalJson.NULL)), "failed");
        };
    }

    private static Optional<String> reason(Settlement.Outcome outcome, Optional<String> reason) {
        return switch (outcome) {
            case SUCCEEDED -> none("reason", reason, "succeeded");
            case FAILED -> Optional.of(RequestBody.require("reason", Parameters.reason(reason)));
        };
    }

    private static CanonicalJson within(CanonicalJson output) {
        if (output.text().getBytes(StandardCharsets.UTF_8).length > ToolResult.MAX_OUTPUT_BYTES) {
            throw Problem.badRequest("output", "output has more than " + ToolResult.MAX_OUTPUT_BYTES + " bytes")
                    .asException();
        }
        return output;
    }

    private static <T> Optional<T> none(String field, Optional<T> member, String outcome) {
        if (member.isPresent()) {
            throw Problem.badRequest(field, field + " does not go with " + outcome)
                    .asException();
        }
        return member;
    }
}
