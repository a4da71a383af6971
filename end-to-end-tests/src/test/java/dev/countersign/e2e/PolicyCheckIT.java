package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script says of a policy what the packaged gate would say, and where. */
class PolicyCheckIT {
    private static final String SCRIPT =
            Stack.CHECKOUT.resolve("countersign").toAbsolutePath().normalize().toString();

    @TempDir
    Path dir;

    @Test
    void shouldTakePolicyWithConditions() throws IOException {
        Path file = write("""
                version: 1
                lists: {trusted: [alice]}
                rules:
                  - {name: small, when: arguments.amount < 100 && requester in trusted, approve: {}}
                """);

        Command.Output output = check(file.toString());

        assertThat(output.status()).as(output.toString()).isZero();
        assertThat(output.out()).startsWith(file + ": 1 rule, version sha256:");
    }

    @Test
    void shouldPlaceProblems() throws IOException {
        Path file = write("""
                version: 1
                rules:
                  - name: small
                    when: |
                      has(arguments.amount) &&
                        amount < 100
                    approve: {}
                """);

        Command.Output output = check(file.toString());

        assertThat(output.status()).as(output.toString()).isOne();
        assertThat(output.out()).startsWith(file + ":6:9: unknown name 'amount'");
    }

    @Test
    void shouldSayHowItIsUsed() {
        Command.Output output = check();

        assertThat(output.status()).isEqualTo(2);
        assertThat(output.err()).startsWith("Usage: ./countersign policy check FILE");
    }

    private Path write(String policy) throws IOException {
        return Files.writeString(dir.resolve("policy.yaml"), policy);
    }

    private static Command.Output check(String... files) {
        String[] words = new String[3 + files.length];
        words[0] = SCRIPT;
        words[1] = "policy";
        words[2] = "check";
        System.arraycopy(files, 0, words, 3, files.length);
        return Command.of(words).with("COUNTERSIGN_BUILD", "never").run("");
    }
}
