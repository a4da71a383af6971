package dev.countersign.local;

import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.OnRejection;
import dev.countersign.local.terminal.AskOptions;
import dev.countersign.local.terminal.Asking;
import dev.countersign.local.terminal.RefusedByServiceException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks the model something and decides, at the terminal, on the calls that it proposes. */
@Command(
        name = "ask",
        description = {
            "Asks the model, shows each turn of calls that it proposes, reads a line, and prints the answer.",
            "Anything but y or yes is a no, and so is the end of the input. Who asks is proven to the gate."
        },
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:answered", "3:not approved", "1:failed, or no answer in time"})
final class AskCommand implements Callable<Integer> {

    @Mixin
    private PersonOptions person = new PersonOptions();

    @Parameters(paramLabel = "PROMPT", description = "What to ask.")
    private String prompt = "";

    @Option(
            names = "--gate",
            paramLabel = "turn|call",
            description = "turn: the calls of one message run together or not at all; call: each alone.")
    private Optional<GateMode> gate = Optional.empty();

    @Option(
            names = "--on-rejection",
            paramLabel = "stop|continue",
            description = "After a no: stop, or continue and tell the model.")
    private Optional<OnRejection> onRejection = Optional.empty();

    @Option(names = "--return-direct", description = "The tools' outputs are the answer; the model is not asked again.")
    private boolean returnDirect;

    @Option(names = "--max-turns", paramLabel = "N", description = "The most messages of the model.")
    private Optional<Integer> maxTurns = Optional.empty();

    @Option(names = "--system", paramLabel = "TEXT", description = "Instructions for the model.")
    private Optional<String> system = Optional.empty();

    @Option(names = "--conversation", paramLabel = "ID", description = "Go on with a conversation; default: a new one.")
    private Optional<String> conversation = Optional.empty();

    @Option(
            names = "--bare",
            description =
                    "Put the prompt on the topic as any Kafka producer may: who asks is then a claim, not proven.")
    private boolean bare;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "86400",
            description =
                    "How long to wait for the answer. Default: ${DEFAULT-VALUE}, as long as a call may be pending.")
    private long timeout;

    @Override
    public Integer call() throws IOException {
        AskOptions options = new AskOptions(
                gate, onRejection, returnDirect, maxTurns, system, conversation, bare, Duration.ofSeconds(timeout));
        try {
            return new Asking(person.session()).ask(prompt, options);
        } catch (RefusedByServiceException refused) {
            // For whoever asks, there is an answer or a failure.
            throw new IllegalStateException(refused.getMessage(), refused);
        }
    }
}
