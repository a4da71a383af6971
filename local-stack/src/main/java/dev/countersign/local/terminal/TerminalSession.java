package dev.countersign.local.terminal;

import dev.countersign.local.launch.Addresses;
import dev.countersign.local.trust.Person;
import java.io.BufferedReader;
import java.io.Console;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.InstantSource;
import java.util.Optional;

/** One person at a terminal, and the service they talk to. */
public final class TerminalSession {

    private final Addresses addresses;
    private final Person person;
    private final ServiceConnection service;
    private final BufferedReader lines;
    private final boolean typed;
    private final PrintStream out;

    private TerminalSession(Addresses addresses, Person person, BufferedReader lines, boolean typed, PrintStream out) {
        this.addresses = addresses;
        this.person = person;
        this.service = new ServiceConnection(addresses.approvalUrl(), person.token());
        this.lines = lines;
        this.typed = typed;
        this.out = out;
    }

    public static TerminalSession at(Addresses addresses, Person person, InputStream in, PrintStream out) {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, Charset.defaultCharset()));
        return new TerminalSession(addresses, person, lines, isTyped(in), out);
    }

    private static boolean isTyped(InputStream in) {
        return in == System.in
                && Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .isPresent();
    }

    Addresses addresses() {
        return addresses;
    }

    Person person() {
        return person;
    }

    ServiceConnection service() {
        return service;
    }

    ApprovalClient inbox() {
        return new ApprovalClient(service);
    }

    CallFinder calls() {
        return new CallFinder(inbox());
    }

    BufferedReader lines() {
        return lines;
    }

    Question question() {
        return new Question(lines, out, typed);
    }

    PrintStream out() {
        return out;
    }

    Times times() {
        return new Times(InstantSource.system());
    }
}
