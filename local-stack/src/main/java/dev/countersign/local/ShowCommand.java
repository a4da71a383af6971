package dev.countersign.local;

import dev.countersign.local.terminal.Looking;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows one call. */
@Command(name = "show", description = "Shows a call, with everything that is known of it.")
final class ShowCommand implements Callable<Integer> {

    /** How the call is named, for every command that takes one. */
    static final String CALL =
            "CONVERSATION/CALL, as ./countersign calls lists it, or a call's own id that only one pending call has.";

    @Mixin
    private PersonOptions person = new PersonOptions();

    @Parameters(paramLabel = "CALL", description = CALL)
    private String name = "";

    @Override
    public Integer call() throws IOException {
        return new Looking(person.session()).show(name);
    }
}
