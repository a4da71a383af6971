package dev.countersign.approval.edge;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every error leaves as a problem document. */
class ProblemMappers {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemMappers.class);
    private static final String CHALLENGE = "Bearer realm=\"countersign\"";

    @ServerExceptionMapper
    Response problem(ProblemException e) {
        Response.ResponseBuilder answer = answer(e.problem());
        if (e.problem().status() == Response.Status.UNAUTHORIZED.getStatusCode()) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
        }
        return answer.build();
    }

    @ServerExceptionMapper
    Response nobody(UnauthorizedException e) {
        return answer(Problem.of(
                        Response.Status.UNAUTHORIZED,
                        "Nobody is signed in: send a bearer token, or open a sign-in link"))
                .header(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE)
                .build();
    }

    @ServerExceptionMapper
    Response unknownToken(AuthenticationFailedException e) {
        return answer(Problem.of(Response.Status.UNAUTHORIZED, "The bearer token is nobody's")
                        .at(HttpHeaders.AUTHORIZATION))
                .header(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE + ", error=\"invalid_token\"")
                .build();
    }

    @ServerExceptionMapper
    Response notEntitled(ForbiddenException e) {
        return answer(
                        Problem.ofKind(
                                "not-entitled",
                                Response.Status.FORBIDDEN,
                                "Not entitled",
                                "None of your roles allows this: deciding takes the role approver, the kill switch the role admin"))
                .build();
    }

    @ServerExceptionMapper
    Response protocolError(WebApplicationException e) {
        Response.StatusType status = e.getResponse().getStatusInfo();
        Response.ResponseBuilder answer = answer(
                Problem.of(Response.Status.fromStatusCode(status.getStatusCode()), Wording.of(status.getStatusCode())));
        if (e instanceof NotAllowedException notAllowed) {
            answer.header(HttpHeaders.ALLOW, notAllowed.getResponse().getHeaderString(HttpHeaders.ALLOW));
        }
        return answer.build();
    }

    @ServerExceptionMapper
    Response failure(RuntimeException e) {
        String incident = UUID.randomUUID().toString();
        LOG.error("event=request-failed incident={}", incident, e);
        return answer(Problem.of(
                                Response.Status.INTERNAL_SERVER_ERROR,
                                "Something went wrong here; the log has more under this incident")
                        .with("incident", incident))
                .build();
    }

    private static Response.ResponseBuilder answer(Problem problem) {
        return Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem);
    }
}
