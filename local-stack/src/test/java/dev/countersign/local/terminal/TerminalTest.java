package dev.countersign.local.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.local.launch.Addresses;
import dev.countersign.local.trust.Person;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A terminal, and an inbox behind HTTP. */
abstract class TerminalTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    FakeInbox inbox;

    @BeforeEach
    void startInbox() throws Exception {
        inbox = FakeInbox.start();
    }

    @AfterEach
    void stopInbox() {
        inbox.close();
    }

    TerminalSession typing(String input) {
        return TerminalSession.at(
                new Addresses(
                        "127.0.0.1:1", inbox.url(), ProcessHandle.current().pid()),
                new Person("alice", Set.of("approver"), Set.of(), FakeInbox.TOKEN),
                new ByteArrayInputStream(input.getBytes(UTF_8)),
                new PrintStream(printed, true, UTF_8));
    }

    String printed() {
        return printed.toString(UTF_8);
    }
}
