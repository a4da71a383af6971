package dev.countersign.local;

import dev.countersign.local.terminal.Attending;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Says that somebody looks at a call no longer. */
@Command(name = "unclaim", description = "Tells others that you look at a call no longer; an admin, that nobody does.")
final class UnclaimCommand implements Callable<Integer> {

    @Mixin
    private PersonOptions person = new PersonOptions();

    @Parameters(paramLabel = "CALL", description = ShowCommand.CALL)
    private String name = "";

    @Override
    public Integer call() throws IOException {
        return new Attending(person.session()).unclaim(name);
    }
}
