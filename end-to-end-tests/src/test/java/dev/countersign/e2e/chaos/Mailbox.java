package dev.countersign.e2e.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Counts delivered mails by their files. */
record Mailbox(Path folder) {
    private static final String DOMAIN = "@chaos.example";

    List<Effect> effects() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".eml"))
                    .map(Mailbox::effect)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Effect effect(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            String to = header(lines, "To: ");
            String ref = to.endsWith(DOMAIN) ? to.substring(0, to.length() - DOMAIN.length()) : to;
            boolean whole = lines.contains("about " + ref);
            return new Effect(
                    ChaosTool.SEND_EMAIL, whole ? ref : ref + " with another text", header(lines, "Message-ID: "));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String header(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()))
                .findFirst()
                .orElse("nothing");
    }
}
