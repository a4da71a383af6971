package dev.countersign.local.launch;

import dev.countersign.local.trust.PrivateFiles;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Settings of the executor's tools, as somebody writes them into a properties file: {@code countersign.openapi.…},
 * {@code countersign.mcp.…}, {@code countersign.tools.…}. What they say of files is relative to the folder of this one,
 * and an MCP server's process starts there unless they say where.
 *
 * @param file where they were read
 * @param settings with every path made absolute
 */
public record ToolsFile(Path file, Map<String, String> settings) {

    /** Above what the executor ships with, below its environment. */
    private static final String ORDINAL = "275";

    /** A name of an API, server, scheme or variable; in quotation marks where it has dots. */
    private static final String NAME = "(?:\"[^\"]+\"|[^.\"]+)";

    private static final Pattern KNOWN = Pattern.compile("countersign\\.(?:openapi|mcp|tools)\\..+");
    private static final Pattern OF_FILE =
            Pattern.compile(("countersign\\.(?:openapi\\.%1$s\\.(?:document|auth\\.%1$s\\.secret-file)"
                            + "|mcp\\.%1$s\\.(?:environment-files|header-files)\\.%1$s)")
                    .formatted(NAME));
    private static final Pattern OF_FOLDER = Pattern.compile("countersign\\.mcp\\.%s\\.directory".formatted(NAME));
    private static final Pattern OF_COMMAND =
            Pattern.compile("(countersign\\.mcp\\.%s)\\.command(?:\\[\\d+])?".formatted(NAME));

    public ToolsFile {
        settings = Map.copyOf(settings);
    }

    /**
     * Reads a file.
     *
     * @throws RefusedStartException when it cannot be read, holds anything but tools' settings, or names files that cannot
     *     be read
     */
    public static ToolsFile read(Path path) {
        Path file = path.toAbsolutePath().normalize();
        Path folder = Objects.requireNonNull(file.getParent(), "a file lies in a folder");
        List<String> wrong = new ArrayList<>();
        Map<String, String> settings = new TreeMap<>();
        properties(file).forEach((name, value) -> {
            if (KNOWN.matcher(name).matches()) {
                settings.put(name, value);
            } else {
                wrong.add(
                        "%s: %s is no setting of tools: they begin with countersign.openapi., countersign.mcp. or countersign.tools."
                                .formatted(path, name));
            }
        });
        settings.replaceAll((name, value) -> located(folder, name, value));
        settings.forEach((name, value) -> {
            if (OF_FILE.matcher(name).matches() && !isExpression(value) && !Files.isReadable(Path.of(value))) {
                wrong.add("%s: %s names %s, which is not there or not readable".formatted(path, name, value));
            }
        });
        if (!wrong.isEmpty()) {
            throw new RefusedStartException(String.join("\n", wrong));
        }
        return new ToolsFile(file, withDirectories(settings, folder));
    }

    /** Writes the settings for the executor to read: for its owner alone, since secrets may be among them. */
    void writeTo(Path target) {
        Properties properties = new Properties();
        properties.putAll(settings);
        properties.setProperty("config_ordinal", ORDINAL);
        StringWriter text = new StringWriter();
        try {
            properties.store(text, null);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        PrivateFiles.write(target, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> properties(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (NoSuchFileException missing) {
            throw new RefusedStartException("no file of tools' settings at " + file);
        } catch (CharacterCodingException | IllegalArgumentException malformed) {
            throw new RefusedStartException("%s is no properties file in UTF-8".formatted(file));
        } catch (IOException unreadable) {
            throw new RefusedStartException("%s cannot be read: %s".formatted(file, unreadable.getMessage()));
        }
        Map<String, String> settings = new TreeMap<>();
        properties
                .stringPropertyNames()
                .forEach(name -> settings.put(name, properties.getProperty(name).strip()));
        return settings;
    }

    private static String located(Path folder, String name, String value) {
        boolean path =
                OF_FILE.matcher(name).matches() || OF_FOLDER.matcher(name).matches();
        return path && !isExpression(value) ? folder.resolve(value).normalize().toString() : value;
    }

    /** Such as {@code ${HOME}/key}: the executor puts its environment's value there. */
    private static boolean isExpression(String value) {
        return value.contains("${");
    }

    private static Map<String, String> withDirectories(Map<String, String> settings, Path folder) {
        Map<String, String> all = new TreeMap<>(settings);
        for (String name : new TreeSet<>(settings.keySet())) {
            Matcher command = OF_COMMAND.matcher(name);
            if (command.matches()) {
                all.putIfAbsent(command.group(1) + ".directory", folder.toString());
            }
        }
        return all;
    }
}
