package dev.countersign.local;

import dev.countersign.local.terminal.Approving;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
    private PersonOptions person = new PersonOptions();

    @Override
    public Integer call() {
        new Approving(person.session()).run();
        return 0;
    }
}
