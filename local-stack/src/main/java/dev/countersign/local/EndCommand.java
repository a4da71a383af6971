package dev.countersign.local;

import dev.countersign.local.terminal.Attending;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ends a conversation. */
@Command(
        name = "end",
        description =
                "Ends a conversation; whoever asked may, and an admin. What it has pending is withdrawn, and so is"
                        + " what still comes of it; what was let go is not recalled.")
final class EndCommand implements Callable<Integer> {

    @Mixin
    private PersonOptions person = new PersonOptions();

    @Parameters(paramLabel = "CONVERSATION", description = "Its id.")
    private String conversation = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for people and the model.")
    private Optional<String> reason = Optional.empty();

    @Override
    public Integer call() throws IOException {
        return new Attending(person.session()).end(conversation, reason);
    }
}
