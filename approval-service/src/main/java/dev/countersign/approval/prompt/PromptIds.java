package dev.countersign.approval.prompt;

import dev.countersign.approval.edge.Problem;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.PromptId;
import dev.countersign.contract.json.Digest;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Names prompts: by chance or, where the person sent an idempotency key, by what only this person with this key gets, so
 * that sending it again is the same prompt.
 */
final class PromptIds {
    static final String HEADER = "Idempotency-Key";

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,256}");
    private static final int DIGITS = 32;

    private final String base;

    private PromptIds(String base) {
        this.base = base;
    }

    static PromptIds of(String person, Optional<String> key) {
        key.filter(text -> !KEY.matcher(text).matches()).ifPresent(text -> {
            throw Problem.badRequest(HEADER, HEADER + " has 1 to 256 printable ASCII characters, no space")
                    .asException();
        });
        // No name holds a control character: two people never come to one text.
        return new PromptIds(key.map(text -> person + "\0" + text)
                .orElseGet(() -> UUID.randomUUID().toString()));
    }

    ConversationId conversation() {
        return new ConversationId("c-" + derived("conversation"));
    }

    PromptId prompt() {
        return new PromptId("p-" + derived("prompt"));
    }

    private String derived(String what) {
        return Digest.ofText(what + "\0" + base).hex().substring(0, DIGITS);
    }
}
