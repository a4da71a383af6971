package dev.countersign.local.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuestionTest {

    private static final PendingTurn TURN = new PendingTurn(List.of(FakeInbox.call("c-1", "call_1", 0, 1, List.of())));

    @Test
    void shouldNotTakeWhatWasTypedBeforeForAnAnswer() {
        assertThat(question("yes\nyes\n", true).ask(TURN)).isEqualTo(Question.Said.END);
    }

    @Test
    void shouldTakeTheLinesOfAFileForAnswers() {
        assertThat(question("yes\n", false).ask(TURN)).isEqualTo(Question.Said.YES);
    }

    private static Question question(String input, boolean typed) {
        return new Question(
                new BufferedReader(new InputStreamReader(new ByteArrayInputStream(input.getBytes(UTF_8)), UTF_8)),
                new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
                typed);
    }
}
