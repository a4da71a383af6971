package dev.countersign.local.terminal;

import dev.countersign.contract.event.Prompt;
import java.io.IOException;

/** A way in which a prompt gets onto {@code prompts}. */
@FunctionalInterface
interface PromptSender {

    /** Returns once the broker has it. */
    void send(Prompt prompt) throws IOException;
}
