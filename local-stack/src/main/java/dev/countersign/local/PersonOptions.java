package dev.countersign.local;

import dev.countersign.local.launch.Addresses;
import dev.countersign.local.launch.DataDir;
import dev.countersign.local.terminal.TerminalSession;
import dev.countersign.local.trust.Person;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command takes that somebody gives at the terminal. */
final class PersonOptions {

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(
            names = "--as",
            paramLabel = "NAME",
            description = "Who does it, of people.json; default: the first approver.")
    private Optional<String> as = Optional.empty();

    TerminalSession session() {
        return TerminalSession.at(addresses(), person(), System.in, System.out);
    }

    Addresses addresses() {
        return Addresses.read(common.folder());
    }

    Person person() {
        DataDir folder = common.folder();
        return as.map(folder.people()::named).orElseGet(folder.people()::firstApprover);
    }
}
