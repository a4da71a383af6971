package dev.countersign.local;

import dev.countersign.local.terminal.ExitStatus;
import dev.countersign.local.terminal.RefusedByServiceException;
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
        subcommands = {
            UpCommand.class,
            AskCommand.class,
            ApproveCommand.class,
            CallsCommand.class,
            ShowCommand.class,
            DecideCommand.class,
            ClaimCommand.class,
            UnclaimCommand.class,
            CommentCommand.class,
            WithdrawCommand.class,
            SettleCommand.class,
            EndCommand.class,
            SwitchCommand.class,
            GrantsCommand.class,
            RevokeCommand.class,
            PolicyCommand.class,
            LinkCommand.class
        })
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
                // Text that begins with an at sign is text.
                .setExpandAtFiles(false)
                .setExecutionExceptionHandler(Main::explain);
    }

    /** A person at a terminal is told what went wrong, not where in the program. */
    private static int explain(Exception failed, CommandLine command, ParseResult parsed) {
        String message = Optional.ofNullable(failed.getMessage()).orElseGet(failed::toString);
        command.getErr().println(command.getColorScheme().errorText(message));
        return failed instanceof RefusedByServiceException ? ExitStatus.REFUSED : ExitCode.SOFTWARE;
    }
}
