package dev.countersign.local.terminal;

import dev.countersign.contract.event.Prompt;
import java.io.IOException;
import java.util.Optional;

/** Asks over approval-service, which proves to the gate who asks. The ids make a prompt that is sent again the same one. */
record ProvenPrompts(ServiceConnection service) implements PromptSender {

    @Override
    public void send(Prompt prompt) throws IOException {
        service.send("POST", "/api/prompts", Optional.of(anonymous(prompt))).orRefused();
    }

    /** Who asks is whoever is signed in: the body must not say. */
    private static Prompt anonymous(Prompt prompt) {
        return new Prompt(
                prompt.conversationId(),
                prompt.promptId(),
                prompt.prompt(),
                Optional.empty(),
                Optional.empty(),
                prompt.system(),
                prompt.tools(),
                prompt.gate(),
                prompt.onRejection(),
                prompt.returnDirect(),
                prompt.maxTurns());
    }
}
