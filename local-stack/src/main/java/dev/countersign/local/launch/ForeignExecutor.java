package dev.countersign.local.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An executor beside the stack's own, which somebody else runs. The services are told to believe what it announces.
 *
 * @param name under which it owns tools; its key has the id {@code <name>-1}
 * @param publicKey PEM, an Ed25519 public key
 * @param tools comma-separated names of the tools that it may own; {@code *} stands for any run of characters
 */
public record ForeignExecutor(String name, Path publicKey, String tools) {

    private static final Pattern TEXT = Pattern.compile("([A-Za-z0-9_-]{1,64})=([^=]+)(?:=([A-Za-z0-9_*,-]+))?");

    public ForeignExecutor {
        publicKey = publicKey.toAbsolutePath().normalize();
    }

    /**
     * Reads {@code NAME=PUBLIC_KEY} or {@code NAME=PUBLIC_KEY=TOOLS}.
     *
     * @throws IllegalArgumentException if the text is not of this form, or there is no such file
     */
    public static ForeignExecutor parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("an executor is given as NAME=PUBLIC_KEY_FILE or"
                    + " NAME=PUBLIC_KEY_FILE=TOOLS; its name has 1 to 64 characters of A-Z a-z 0-9 _ -");
        }
        Path key = Path.of(parts.group(2));
        if (!Files.isReadable(key)) {
            throw new IllegalArgumentException("there is no public key in " + key);
        }
        return new ForeignExecutor(parts.group(1), key, parts.group(3) == null ? "*" : parts.group(3));
    }

    /** What the services that read the catalogue have to be told, written to a file that they read. */
    public static Map<ServiceKind, Map<String, String>> environment(List<ForeignExecutor> executors, Path file) {
        write(executors, file);
        Map<String, String> reference = Map.of("SMALLRYE_CONFIG_LOCATIONS", file.toString());
        return Map.of(ServiceKind.APPROVAL, reference, ServiceKind.PLANNER, reference);
    }

    private static void write(List<ForeignExecutor> executors, Path file) {
        Properties properties = new Properties();
        for (ForeignExecutor executor : executors) {
            String prefix = "countersign.executors." + executor.name;
            properties.setProperty(prefix + ".key-file", executor.publicKey.toString());
            properties.setProperty(prefix + ".kid", executor.name + "-1");
            properties.setProperty(prefix + ".tools", executor.tools);
        }
        try (var out = Files.newBufferedWriter(file)) {
            properties.store(out, null);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
