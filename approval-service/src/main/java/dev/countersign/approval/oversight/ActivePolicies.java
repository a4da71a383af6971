package dev.countersign.approval.oversight;

import dev.countersign.approval.control.ActivePolicy;
import dev.countersign.approval.edge.Problem;
import dev.countersign.approval.policy.Policy;
import dev.countersign.approval.policy.PolicyBook;
import dev.countersign.approval.policy.PolicyFile;
import dev.countersign.approval.policy.PolicyFileException;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.topic.Partitions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The policies that hold, as the partitions of the gate say. */
@ApplicationScoped
public class ActivePolicies {
    private final ControlsView view;
    private final PolicyBook book;

    @Inject
    ActivePolicies(ControlsView view, PolicyBook book) {
        this.view = view;
        this.book = book;
    }

    /** The policy that holds for a conversation; where its partition has activated none, that of this instance's file. */
    public Policy of(ConversationId conversation) {
        Optional<ActivePolicy> active =
                view.all().get(Partitions.of(conversation)).policy();
        Policy own = book.own();
        return active.filter(policy -> !policy.version().equals(own.version()))
                .map(ActivePolicies::read)
                .orElse(own);
    }

    private static Policy read(ActivePolicy active) {
        try {
            return PolicyFile.parse(
                    active.text().getBytes(StandardCharsets.UTF_8),
                    active.version().value());
        } catch (PolicyFileException e) {
            throw Problem.of(
                            Response.Status.SERVICE_UNAVAILABLE,
                            "The policy that holds was activated by another version of this service, and is not "
                                    + "understood here")
                    .asException();
        }
    }
}
