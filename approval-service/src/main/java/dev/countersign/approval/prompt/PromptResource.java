package dev.countersign.approval.prompt;

import dev.countersign.approval.edge.Problem;
import dev.countersign.approval.edge.RequestBody;
import dev.countersign.approval.identity.Caller;
import dev.countersign.approval.identity.RequesterProofs;
import dev.countersign.approval.identity.Role;
import dev.countersign.contract.event.Prompt;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.PromptId;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.Topic;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Takes prompts from people, and says with proof who asked. */
@Path("/api/prompts")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Prompts")
class PromptResource {
    private final PromptWriter writer;
    private final RequesterProofs proofs;
    private final Caller caller;

    @Inject
    PromptResource(PromptWriter writer, RequesterProofs proofs, Caller caller) {
        this.writer = writer;
        this.proofs = proofs;
        this.caller = caller;
    }

    @POST
    @RolesAllowed({Role.Names.VIEWER, Role.Names.APPROVER, Role.Names.AUDITOR, Role.Names.ADMIN})
    @RunOnVirtualThread
    @Operation(
            operationId = "ask",
            summary = "Ask a prompt",
            description =
                    "In the name of whoever is signed in, with proof for the gate. Answered once the broker has it; "
                            + "what becomes of it is read from the topics. A conversation belongs to who began it: a prompt in "
                            + "somebody else's is accepted here and refused by planner-service, onto its dead-letter topic.")
    @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = PromptRequest.class)))
    @APIResponse(
            responseCode = "202",
            description = "The broker has it",
            content = @Content(schema = @Schema(implementation = PromptAccepted.class)))
    @APIResponse(responseCode = "400", description = "The request is at fault; `field` says where")
    @APIResponse(responseCode = "401", description = "Nobody is signed in")
    @APIResponse(responseCode = "413", description = "More than 256 KiB")
    @APIResponse(
            responseCode = "503",
            description = "The broker has not acknowledged it; with the same Idempotency-Key, sending it again is safe")
    public Response ask(
            @Parameter(
                            description =
                                    "1 to 256 printable ASCII characters. The same key from the same person makes "
                                            + "the same ids, and so the same prompt: it is asked once, with the first body that "
                                            + "came.")
                    @HeaderParam(PromptIds.HEADER)
                    Optional<String> idempotencyKey,
            @Parameter(hidden = true) @HeaderParam(EventHeaders.TRACEPARENT) Optional<String> traceparent,
            InputStream body) {
        PromptRequest request = RequestBody.read(body, PromptRequest.class);
        Instant now = Instant.now();
        Prompt prompt = prompt(request, PromptIds.of(caller.signedIn().name(), idempotencyKey), now);
        write(prompt, traceparent, now);
        return Response.accepted(new PromptAccepted(
                        prompt.conversationId().orElseThrow(), prompt.promptId().orElseThrow()))
                .build();
    }

    private Prompt prompt(PromptRequest request, PromptIds ids, Instant now) {
        ours("requester", request.requester());
        ours("requesterProof", request.requesterProof());
        String text = RequestBody.require("prompt", request.prompt());
        if (text.isBlank()) {
            throw Problem.badRequest("prompt", "prompt is blank").asException();
        }
        if (request.maxTurns()
                .filter(turns -> turns < 1 || turns > Prompt.MAX_TURNS)
                .isPresent()) {
            throw Problem.badRequest("maxTurns", "maxTurns lies from 1 to " + Prompt.MAX_TURNS)
                    .asException();
        }
        String person = caller.signedIn().name();
        ConversationId conversation = request.conversationId().orElseGet(ids::conversation);
        PromptId promptId = request.promptId().orElseGet(ids::prompt);
        return new Prompt(
                Optional.of(conversation),
                Optional.of(promptId),
                text,
                Optional.of(person),
                Optional.of(proofs.prove(person, conversation, text, now)),
                request.system(),
                request.tools(),
                request.gate(),
                request.onRejection(),
                request.returnDirect(),
                request.maxTurns());
    }

    private static void ours(String field, Optional<String> member) {
        if (member.isPresent()) {
            throw Problem.badRequest(field, field + " is not the client's to say: it is whoever is signed in")
                    .asException();
        }
    }

    private void write(Prompt prompt, Optional<String> traceparent, Instant now) {
        byte[] value = PromptWriter.bytes(prompt);
        if (value.length > Topic.PROMPTS.maxValueBytes()) {
            throw Problem.of(Response.Status.REQUEST_ENTITY_TOO_LARGE, "The prompt has more than 256 KiB")
                    .asException();
        }
        try {
            writer.write(value, prompt, traceparent, now).get(PromptWriter.BOUND.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw Problem.of(
                            Response.Status.SERVICE_UNAVAILABLE,
                            "The broker has not acknowledged the prompt, and may have it all the same; with the same "
                                    + PromptIds.HEADER + ", sending it again is safe")
                    .asException();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(Response.Status.SERVICE_UNAVAILABLE, "The service is stopping")
                    .asException();
        }
    }
}
