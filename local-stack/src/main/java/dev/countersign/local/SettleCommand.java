package dev.countersign.local;

import dev.countersign.contract.event.Settlement;
import dev.countersign.local.terminal.Settling;
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

/** Says what became of a call whose outcome is unknown. */
@Command(
        name = "settle",
        description = {
            "Shows a call whose outcome is unknown, asks, and says what became of it: once, and by an admin. It is for"
                    + " people and the record; the model is not told.",
            "./countersign calls --status unknown lists such calls."
        },
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:settled",
            "3:not confirmed, nothing was settled",
            "4:refused, nothing was settled",
            "5:sent, what comes of it is not known yet",
            "1:failed"
        })
final class SettleCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
    private CommandSpec spec;

    @Mixin
    private PersonOptions person = new PersonOptions();

    @Parameters(
            index = "0",
            paramLabel = "CALL",
            description = "CONVERSATION/CALL, or a call's own id that only one call of unknown outcome has.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "succeeded|failed", description = "What became of it.")
    private Settlement.Outcome outcome = Settlement.Outcome.FAILED;

    @Option(names = "--output", paramLabel = "JSON", description = "With succeeded: what the tool returned.")
    private Optional<String> output = Optional.empty();

    @Option(names = "--reason", paramLabel = "TEXT", description = "With failed: what went wrong.")
    private Optional<String> reason = Optional.empty();

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean confirmed;

    @Override
    public Integer call() throws IOException {
        if (output.isPresent() != (outcome == Settlement.Outcome.SUCCEEDED)) {
            throw new ParameterException(spec.commandLine(), "succeeded, and only succeeded, takes --output JSON");
        }
        if (reason.isPresent() != (outcome == Settlement.Outcome.FAILED)) {
            throw new ParameterException(spec.commandLine(), "failed, and only failed, takes --reason TEXT");
        }
        return new Settling(person.session()).settle(name, new Settling.Found(outcome, output, reason), confirmed);
    }
}
