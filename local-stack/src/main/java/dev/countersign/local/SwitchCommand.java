package dev.countersign.local;

import dev.countersign.local.terminal.Switching;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows and sets the kill switch. */
@Command(
        name = "switch",
        description = {
            "Shows the kill switch or, for an admin, sets it. It survives restarts.",
            "open: the policy decides. read-only: calls of tools that are not declared read-only are denied. hold: nothing"
                    + " runs without a person. deny: every call is denied. What was let go before is not recalled."
        },
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:shown, or set everywhere", "4:refused", "5:set, but not everywhere yet", "1:failed"})
final class SwitchCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
    private CommandSpec spec;

    @Mixin
    private PersonOptions person = new PersonOptions();

    @Parameters(arity = "0..1", paramLabel = "open|read-only|hold|deny", description = "How it is to stand.")
    private Optional<String> mode = Optional.empty();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for everyone; required with a mode.")
    private Optional<String> reason = Optional.empty();

    @Override
    public Integer call() throws IOException {
        if (mode.isPresent() != reason.filter(text -> !text.isBlank()).isPresent()) {
            throw new ParameterException(spec.commandLine(), "A mode takes a reason: switch MODE --reason TEXT");
        }
        Switching switching = new Switching(person.session());
        return mode.isPresent() ? switching.set(mode.get(), reason.orElseThrow()) : switching.show();
    }
}
