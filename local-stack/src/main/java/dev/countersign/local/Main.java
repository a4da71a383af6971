package dev.countersign.local;

import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** The command line behind the script {@code countersign}. */
@Command(
        name = "countersign",
        description = "Puts a person between a language model and the tools it may call.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {UpCommand.class, AskCommand.class, ApproveCommand.class, LinkCommand.class})
public final class Main {

    /** Held here, since the logging system forgets levels of loggers that nobody holds. */
    private static final Logger ROOT = Logger.getLogger("");

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Say this and do nothing.")
    @SuppressWarnings("UnusedVariable") // picocli looks at the annotation alone.
    private boolean help;

    private Main() {}

    public static void main(String[] arguments) {
        ROOT.setLevel(Level.SEVERE);
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(Main::explain);
    }

    /** A person at a terminal is told what went wrong, not where in the program. */
    private static int explain(Exception failed, CommandLine command, ParseResult parsed) {
        String message = Optional.ofNullable(failed.getMessage()).orElseGet(failed::toString);
        command.getErr().println(command.getColorScheme().errorText(message));
        return ExitCode.SOFTWARE;
    }
}
