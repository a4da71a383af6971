package dev.countersign.local.terminal;

import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.local.trust.PrivateFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Lets a person change arguments in the editor of their choice, in a file that only they can read. */
final class ArgumentsEditor {

    private final String editor;
    private final Question question;
    private final PrintStream out;

    /**
     * Opens an editor.
     *
     * @param editor a command of the shell, to which the name of the file is added
     */
    ArgumentsEditor(String editor, Question question, PrintStream out) {
        this.editor = editor;
        this.question = question;
        this.out = out;
    }

    /** The editor that the environment names. */
    static String editor() {
        return Stream.of("VISUAL", "EDITOR")
                .map(name -> Optional.ofNullable(System.getenv(name)).orElse(""))
                .filter(command -> !command.isBlank())
                .findFirst()
                .orElse("vi");
    }

    /** The changed arguments; empty when they are as before, or the person gave up. */
    Optional<CanonicalJson> edit(CanonicalJson before) throws IOException {
        Path folder = Files.createTempDirectory("countersign-");
        Path file = folder.resolve("arguments.json");
        try {
            // What does not show is written as escapes, which stand for the same JSON.
            PrivateFiles.write(
                    file, (Printable.text(JsonCodec.indented(before)) + "\n").getBytes(StandardCharsets.UTF_8));
            return edited(before, file);
        } finally {
            delete(folder);
        }
    }

    private Optional<CanonicalJson> edited(CanonicalJson before, Path file) throws IOException {
        while (true) {
            open(file);
            try {
                CanonicalJson after = CanonicalJson.parse(Files.readString(file));
                if (!after.equals(before)) {
                    return Optional.of(after);
                }
                out.println("The arguments are as they were: nothing was decided.");
                return Optional.empty();
            } catch (UnreadableException broken) {
                out.println("This cannot be read: " + broken.detail());
                if (!question.confirm("Edit it again?")) {
                    out.println("Nothing was decided.");
                    return Optional.empty();
                }
            }
        }
    }

    private void open(Path file) throws IOException {
        // The variable may hold options, so a shell has to read it; the file's name is no part of what it reads.
        Process process = new ProcessBuilder("sh", "-c", editor + " \"$1\"", "editor", file.toString())
                .inheritIO()
                .start();
        try {
            int status = process.waitFor();
            if (status != 0) {
                throw new IOException(
                        "the editor '%s' ended with status %d: nothing was decided; set EDITOR, or give --arguments FILE"
                                .formatted(editor, status));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    /** An editor may leave files of its own beside. */
    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
