package dev.countersign.approval.identity;

import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The person behind the present request. */
@ApplicationScoped
public class Caller {
    private final CurrentIdentityAssociation association;
    private final LocalSignIn signIn;

    @Inject
    Caller(CurrentIdentityAssociation association, LocalSignIn signIn) {
        this.association = association;
        this.signIn = signIn;
    }

    /** The person, if one is signed in. */
    public Optional<SignedIn> ifSignedIn() {
        return Optional.ofNullable(association.getIdentity().getAttribute(SignedIn.class.getName()));
    }

    /** The person, where a role has been checked before. */
    public SignedIn signedIn() {
        return ifSignedIn().orElseThrow(UnauthorizedException::new);
    }

    /**
     * Tells, for as long as a request lasts, whether its credential still stands for the same person with the same
     * roles.
     */
    public BooleanSupplier stillTheSame() {
        SecurityIdentity identity = association.getIdentity();
        SignedIn before = signedIn();
        Credential credential = identity.getAttribute(Credential.class.getName());
        return () -> signIn.signIn(credential)
                .filter(now -> now.roles().equals(before.roles()))
                .isPresent();
    }
}
