package dev.countersign.local;

import dev.countersign.local.terminal.Attending;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives up a call. */
@Command(
        name = "withdraw",
        description = "Withdraws a pending call; whoever asked may, and an admin. The rest of its turn goes with it"
                + " where the turn runs together or not at all.")
final class WithdrawCommand implements Callable<Integer> {

    @Mixin
    private PersonOptions person = new PersonOptions();

    @Parameters(paramLabel = "CALL", description = ShowCommand.CALL)
    private String name = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for people and the model.")
    private Optional<String> reason = Optional.empty();

    @Override
    public Integer call() throws IOException {
        return new Attending(person.session()).withdraw(name, reason);
    }
}
