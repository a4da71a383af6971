package dev.countersign.local;

import dev.countersign.local.launch.Addresses;
import dev.countersign.local.launch.DataDir;
import dev.countersign.local.terminal.Approving;
import dev.countersign.local.trust.Person;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Goes through everything that is pending, at the terminal. */
@Command(
        name = "approve",
        description = {
            "Goes through whatever is pending, one turn at a time: y or yes approves, an empty line skips, anything else"
                    + " is a no.",
            "The end of the input, or Ctrl-C, leaves the rest pending."
        })
final class ApproveCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--as", paramLabel = "NAME", description = "Who decides; default: the first approver.")
    private Optional<String> as = Optional.empty();

    @Override
    public Integer call() {
        DataDir folder = common.folder();
        Addresses addresses = Addresses.read(folder);
        Person person = as.map(folder.people()::named).orElseGet(folder.people()::firstApprover);
        Approving.at(addresses, person, System.in, System.out).run();
        return 0;
    }
}
