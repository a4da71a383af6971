package dev.countersign.local;

import dev.countersign.local.terminal.Granting;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a grant back. */
@Command(
        name = "revoke",
        description = "Takes a grant back, at once and everywhere; any approver may, and an admin.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:taken back", "4:refused", "5:taken back, but not everywhere yet", "1:failed"})
final class RevokeCommand implements Callable<Integer> {

    @Mixin
    private PersonOptions person = new PersonOptions();

    @Parameters(paramLabel = "GRANT", description = "Its id, as ./countersign grants lists it.")
    private String grant = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the record.")
    private Optional<String> reason = Optional.empty();

    @Override
    public Integer call() throws IOException {
        return new Granting(person.session()).revoke(grant, reason);
    }
}
