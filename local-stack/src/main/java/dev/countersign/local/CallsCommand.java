package dev.countersign.local;

import dev.countersign.local.terminal.Looking;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists calls. */
@Command(name = "calls", description = "Lists the calls that are pending, or others, the newest first.")
final class CallsCommand implements Callable<Integer> {

    @Mixin
    private PersonOptions person = new PersonOptions();

    @ArgGroup
    private Which which = new Which();

    /** Which calls: one of these, or neither. */
    static final class Which {

        @Option(
                names = "--status",
                paramLabel = "S",
                description =
                        "pending, decided, unknown, settled, or names of other states with commas between, such as"
                                + " running,failed.")
        private Optional<String> status = Optional.empty();

        @Option(names = "--all", description = "Whatever their state.")
        private boolean all;

        Optional<String> names() {
            return all ? Optional.empty() : status.or(() -> Optional.of("pending"));
        }
    }

    @Override
    public Integer call() throws IOException {
        return new Looking(person.session()).list(which.names());
    }
}
