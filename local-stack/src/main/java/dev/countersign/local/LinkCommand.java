package dev.countersign.local;

import dev.countersign.local.launch.Addresses;
import dev.countersign.local.launch.DataDir;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Prints a one-time link with which a person signs in to the web page. */
@Command(name = "link", description = "Prints a link that signs a person in, once, within 10 minutes.")
final class LinkCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "NAME", description = "Someone in people.json.")
    private String name = "";

    @Override
    public Integer call() {
        DataDir folder = common.folder();
        String url = Addresses.read(folder).approvalUrl();
        System.out.println(folder.links().create(folder.people().named(name), url));
        return 0;
    }
}
