package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two examples of the README, at the terminal, with the script that people use. */
class HowToIT {
    private static final String COUNT = "how many emails did i get in the last 5 days?";
    private static final String SEND = "Send sally@gmail.com an email saying 'What's up homie'";

    private static UpScript up;

    @BeforeAll
    static void start() throws IOException {
        up = UpScript.start(Files.createTempDirectory("countersign-up-"));
    }

    @AfterAll
    static void stop() throws IOException {
        up.close();
    }

    @Test
    void shouldRunWhatIsApproved() {
        Command.Output output = up.run("yes\n", "ask", COUNT);

        assertThat(output.out())
                .contains("Do you approve of the following tool invocations")
                .contains("\"name\": \"count_emails\"", "\"last_n_days\": 5", "\"output\": 10")
                .contains("Anything except 'Y'/'Yes' (case-insensitive) will be treated as a no.");
        assertThat(output.status()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"no\n", "\n", "", "yes please\n", "approve\n", " \n", "true\n"})
    void shouldTakeAnythingElseForANo(String input) throws IOException {
        Command.Output output = up.run(input, "ask", SEND);

        assertThat(output.out()).contains("Tool invocations not approved:", "send_email", "sally@gmail.com");
        assertThat(output.status()).isEqualTo(3);
        assertThat(mails()).isEmpty();
    }

    @Test
    void shouldPrintALinkForSomebodyElse() {
        Command.Output output = up.run("", "link", "bob");

        assertThat(output.status()).isZero();
        assertThat(output.out()).contains("http://127.0.0.1:");
    }

    @Test
    void shouldSayThatTheModelIsAStandIn() {
        assertThat(up.printed()).contains("rule-based stand-in");
    }

    private static List<Path> mails() throws IOException {
        try (Stream<Path> files = Files.walk(up.data().resolve("mailbox"))) {
            return files.filter(file -> file.toString().endsWith(".eml")).toList();
        }
    }
}
