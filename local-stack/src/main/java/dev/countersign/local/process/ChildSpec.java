package dev.countersign.local.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What to start: a command with its additions to this process's environment, in a working directory.
 *
 * @param name how people know it, for messages
 * @param log  file that takes standard output and standard error, appended to
 */
public record ChildSpec(String name, List<String> command, Map<String, String> environment, Path directory, Path log) {

    public ChildSpec {
        if (name.isBlank() || command.isEmpty()) {
            throw new IllegalArgumentException("a child process needs a name and a command");
        }
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
