package dev.countersign.approval.policy;

import dev.countersign.approval.gate.PolicyVerdict;
import dev.countersign.contract.event.CatalogEntry.Annotations;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.UnreadableException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Policies from text, and calls to ask them about. */
final class Questions {

    private Questions() {}

    static Policy policy(String text) {
        return PolicyFile.parse(text.getBytes(StandardCharsets.UTF_8), "policy.yaml");
    }

    /** A policy with one rule that approves what fulfils the condition. */
    static Policy approving(String condition) {
        return policy("version: 1\nrules:\n  - name: few\n    when: |\n      " + condition + "\n    approve: {}\n");
    }

    static PolicyQuestion asking(String tool, String arguments) {
        return new PolicyQuestion(
                new ToolName(tool), Annotations.UNKNOWN, Optional.empty(), Optional.empty(), json(arguments));
    }

    static PolicyQuestion asking(String arguments) {
        return asking("send_email", arguments);
    }

    static PolicyQuestion by(String requester, PolicyQuestion question) {
        return new PolicyQuestion(
                question.tool(),
                question.annotations(),
                Optional.of(requester),
                question.origin(),
                question.arguments());
    }

    static PolicyQuestion from(String origin, PolicyQuestion question) {
        return new PolicyQuestion(
                question.tool(),
                question.annotations(),
                question.provenRequester(),
                Optional.of(origin),
                question.arguments());
    }

    static PolicyQuestion hinted(Annotations annotations, PolicyQuestion question) {
        return new PolicyQuestion(
                question.tool(), annotations, question.provenRequester(), question.origin(), question.arguments());
    }

    static CanonicalJson json(String text) {
        try {
            return CanonicalJson.parse(text);
        } catch (UnreadableException e) {
            throw new IllegalArgumentException(e.detail(), e);
        }
    }

    /** The verdict in a word: approve, deny, hold or error. */
    static String word(PolicyVerdict verdict) {
        return switch (verdict) {
            case PolicyVerdict.Approve approve -> "approve";
            case PolicyVerdict.Deny deny -> "deny";
            case PolicyVerdict.Hold hold -> hold.error().isPresent() ? "error" : "hold";
        };
    }
}
