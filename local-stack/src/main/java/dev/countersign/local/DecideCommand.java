package dev.countersign.local;

import dev.countersign.contract.event.Verb;
import dev.countersign.local.terminal.Ruling;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Decides one call. */
@Command(
        name = "decide",
        description = {
            "Shows a call, asks, and decides it: bound to what it shows, so that a call that has changed since is not"
                    + " decided.",
            "approve: it runs as it stands. edit: it runs with other arguments. reject: it does not run. respond: it does"
                    + " not run, and the model is told your answer in the tool's place."
        },
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:decided",
            "3:not confirmed, nothing was decided",
            "4:refused, nothing was decided",
            "5:sent, what comes of it is not known yet",
            "1:failed"
        })
final class DecideCommand implements Callable<Integer> {

    private static final String STANDARD_INPUT = "-";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command.
    private CommandSpec spec;

    @Mixin
    private PersonOptions person = new PersonOptions();

    @Parameters(index = "0", paramLabel = "CALL", description = ShowCommand.CALL)
    private String name = "";

    @Parameters(index = "1", paramLabel = "approve|edit|reject|respond", description = "What is decided.")
    private Verb verb = Verb.REJECT;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; with reject, the model is told.")
    private Optional<String> reason = Optional.empty();

    @Option(
            names = "--arguments",
            paramLabel = "FILE",
            description =
                    "With edit: the whole new arguments, JSON; - is the standard input. Default: $VISUAL or $EDITOR"
                            + " is opened on the present ones.")
    private Optional<String> arguments = Optional.empty();

    @ArgGroup
    private AnswerOptions answer = new AnswerOptions();

    @Mixin
    private GrantOptions grant = new GrantOptions();

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean confirmed;

    /** What the model is told in the tool's place. */
    static final class AnswerOptions {

        @Option(names = "--answer", paramLabel = "TEXT", description = "With respond: what the model is told.")
        private Optional<String> text = Optional.empty();

        @Option(
                names = "--answer-file",
                paramLabel = "FILE",
                description = "With respond: a file with what the model is told; - is the standard input.")
        private Optional<String> file = Optional.empty();
    }

    @Override
    public Integer call() throws IOException {
        fault().ifPresent(fault -> {
            throw new ParameterException(spec.commandLine(), fault);
        });
        Ruling.Choice choice = new Ruling.Choice(
                verb, reason, read(arguments), answer.text.or(() -> read(answer.file)), grant.offer(), confirmed);
        return new Ruling(person.session()).decide(name, choice);
    }

    private Optional<String> fault() {
        if (arguments.isPresent() && verb != Verb.EDIT) {
            return Optional.of("--arguments goes with edit");
        }
        if ((answer.text.isPresent() || answer.file.isPresent()) != (verb == Verb.RESPOND)) {
            return Optional.of("respond, and only respond, takes --answer TEXT or --answer-file FILE");
        }
        if (grant.isWanted() && verb != Verb.APPROVE && verb != Verb.EDIT) {
            return Optional.of("--grant goes with approve or edit");
        }
        if (!confirmed && (isStandardInput(arguments) || isStandardInput(answer.file))) {
            return Optional.of("what is read from the standard input takes --yes: nobody can be asked there");
        }
        return grant.fault();
    }

    private static boolean isStandardInput(Optional<String> file) {
        return file.filter(STANDARD_INPUT::equals).isPresent();
    }

    private Optional<String> read(Optional<String> file) {
        return file.map(path -> {
            try {
                return path.equals(STANDARD_INPUT)
                        ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                        : Files.readString(Path.of(path));
            } catch (IOException failed) {
                throw new ParameterException(spec.commandLine(), "%s cannot be read: %s".formatted(path, failed));
            }
        });
    }
}
