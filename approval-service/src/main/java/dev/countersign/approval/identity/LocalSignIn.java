package dev.countersign.approval.identity;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Signs people in by a bearer token or the cookie of a session. A bearer token that is nobody's is refused; a session
 * that has ended is as good as none.
 */
@ApplicationScoped
class LocalSignIn implements HttpAuthenticationMechanism {
    static final String COOKIE = "countersign-session";
    static final String VIA_HEADER = "Countersign-Via";

    private static final String BEARER = "Bearer ";

    private final People people;
    private final Sessions sessions;

    @Inject
    LocalSignIn(People people, Sessions sessions) {
        this.people = people;
        this.sessions = sessions;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager manager) {
        return Uni.createFrom().optional(credential(context).flatMap(this::identify));
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer realm=\"countersign\""));
    }

    /** Who a credential stands for, now. */
    Optional<SignedIn> signIn(Credential credential) {
        return switch (credential) {
            case Credential.Bearer bearer ->
                people.byToken(bearer.token()).map(person -> SignedIn.of(person, bearer.via()));
            case Credential.Cookie cookie ->
                sessions.verify(cookie.token())
                        .flatMap(session -> people.byName(session.name()))
                        .map(person -> SignedIn.of(person, Via.WEB));
        };
    }

    private Optional<SecurityIdentity> identify(Credential credential) {
        Optional<SignedIn> signedIn = signIn(credential);
        if (signedIn.isEmpty() && credential instanceof Credential.Bearer) {
            throw new AuthenticationFailedException("the token is nobody's");
        }
        return signedIn.map(person -> QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(person.name()))
                .addRoles(person.roles().stream().map(Role::roleName).collect(Collectors.toSet()))
                .addAttribute(SignedIn.class.getName(), person)
                .addAttribute(Credential.class.getName(), credential)
                .build());
    }

    /** A bearer token counts even where there is a cookie, too. */
    private static Optional<Credential> credential(RoutingContext context) {
        String authorization = context.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization != null) {
            return Optional.of(bearer(context, authorization));
        }
        return Optional.ofNullable(context.request().getCookie(COOKIE))
                .map(Cookie::getValue)
                .map(Credential.Cookie::new);
    }

    private static Credential bearer(RoutingContext context, String authorization) {
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw new AuthenticationFailedException("not a bearer token");
        }
        Via via = Via.TERMINAL.viaName().equals(context.request().getHeader(VIA_HEADER)) ? Via.TERMINAL : Via.HTTP;
        return new Credential.Bearer(authorization.substring(BEARER.length()).strip(), via);
    }
}
