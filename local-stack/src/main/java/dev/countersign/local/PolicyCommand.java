package dev.countersign.local;

import dev.countersign.local.terminal.PolicyReading;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the policy, and why it holds a call. */
@Command(
        name = "policy",
        description =
                "Shows the policy that decides, or why it holds a call. ./countersign policy check FILE checks a file"
                        + " without a stack.",
        synopsisSubcommandLabel = "show|explain",
        subcommands = {PolicyCommand.Show.class, PolicyCommand.Explain.class})
final class PolicyCommand {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Say this and do nothing.")
    @SuppressWarnings("UnusedVariable") // picocli looks at the annotation alone.
    private boolean help;

    private PolicyCommand() {}

    /** Shows the policy. */
    @Command(name = "show", description = "Shows the policy that the gate goes by, and how its file stands.")
    static final class Show implements Callable<Integer> {

        @Mixin
        private PersonOptions person = new PersonOptions();

        @Override
        public Integer call() throws IOException {
            return new PolicyReading(person.session()).show();
        }
    }

    /** Explains a call. */
    @Command(name = "explain", description = "Says of a call, rule by rule, what the present policy makes of it.")
    static final class Explain implements Callable<Integer> {

        @Mixin
        private PersonOptions person = new PersonOptions();

        @Parameters(paramLabel = "CALL", description = ShowCommand.CALL)
        private String name = "";

        @Override
        public Integer call() throws IOException {
            return new PolicyReading(person.session()).explain(name);
        }
    }
}
