package dev.countersign.local;

import dev.countersign.local.terminal.Attending;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Says something about a call, to people. */
@Command(name = "comment", description = "Says something about a call, to people; the model never sees it.")
final class CommentCommand implements Callable<Integer> {

    @Mixin
    private PersonOptions person = new PersonOptions();

    @Parameters(index = "0", paramLabel = "CALL", description = ShowCommand.CALL)
    private String name = "";

    @Parameters(index = "1", paramLabel = "TEXT", description = "What to say, at most 2000 characters.")
    private String text = "";

    @Override
    public Integer call() throws IOException {
        return new Attending(person.session()).comment(name, text);
    }
}
