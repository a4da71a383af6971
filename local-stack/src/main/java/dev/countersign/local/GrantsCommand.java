package dev.countersign.local;

import dev.countersign.local.terminal.Granting;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists grants. */
@Command(
        name = "grants",
        description = "Lists the grants that hold: calls that need not be asked about again. They are made with"
                + " ./countersign decide CALL approve --grant.")
final class GrantsCommand implements Callable<Integer> {

    @Mixin
    private PersonOptions person = new PersonOptions();

    @Override
    public Integer call() throws IOException {
        return new Granting(person.session()).list();
    }
}
