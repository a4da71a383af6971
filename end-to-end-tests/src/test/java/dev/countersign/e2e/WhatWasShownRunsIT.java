package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.contract.topic.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What runs is what was shown and signed, digit for digit. */
@ExtendWith(SharedStack.class)
class WhatWasShownRunsIT {
    private final Stack stack;
    private final Person alice;

    WhatWasShownRunsIT(Stack stack) {
        this.stack = stack;
        this.alice = stack.person("alice");
    }

    @Test
    void shouldKeepDigitsThatADoubleWouldLose() {
        String conversation = stack.ask("call count_emails {\"last_n_days\":9007199254740993}");
        JsonNode card = alice.awaitPending(conversation);

        alice.approve(card);

        stack.awaitAnswer(conversation, Stack.SOON);
        assertThat(card.path("arguments").path("last_n_days").asText()).isEqualTo("9007199254740993");
        assertThat(stack.about(Topic.APPROVED_CALLS, conversation))
                .singleElement()
                .satisfies(approved -> {
                    assertThat(approved.path("arguments").toString()).isEqualTo("{\"last_n_days\":9007199254740993}");
                    assertThat(approved.path("argumentsDigest")).isEqualTo(card.path("argumentsDigest"));
                    assertThat(approved.path("toolDigest")).isEqualTo(card.path("toolDigest"));
                });
        assertThat(stack.awaitResult(conversation, "call_0", Stack.SOON)
                        .path("output")
                        .toString())
                .isEqualTo("18014398509481986");
    }

    @Test
    void shouldShowAndRunTextAsItIs() {
        String text = "Zeile 1\\nZeile 2 <b>&amp;</b> \\u202e ünïcödé 😀";
        String conversation =
                stack.ask("call send_email {\"message\":\"" + text + "\",\"recipient\":\"text@example.com\"}");
        JsonNode card = alice.awaitPending(conversation);

        alice.approve(card);

        stack.awaitAnswer(conversation, Stack.SOON);
        String shown = card.path("arguments").path("message").asText();
        assertThat(shown).isEqualTo("Zeile 1\nZeile 2 <b>&amp;</b> \u202e ünïcödé 😀");
        assertThat(stack.about(Topic.APPROVED_CALLS, conversation))
                .singleElement()
                .satisfies(approved -> assertThat(
                                approved.path("arguments").path("message").asText())
                        .isEqualTo(shown));
    }
}
