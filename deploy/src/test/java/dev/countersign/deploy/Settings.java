package dev.countersign.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * What a service can be told, found in its source: configuration mappings, injected properties and its properties file.
 * In a name, {@code *} stands for a name of the operator's own.
 */
public final class Settings {

    private static final Pattern MAPPING = Pattern.compile("@ConfigMapping\\(prefix = \"([^\"]+)\"");
    private static final Pattern INJECTED = Pattern.compile("@ConfigProperty\\(\\s*name = \"([^\"]+)\"");
    private static final Pattern NESTED = Pattern.compile("^ {4}interface (\\w+) \\{$");
    private static final Pattern METHOD = Pattern.compile("^ {4,8}([A-Za-z][\\w<>., ]*) (\\w+)\\(\\);$");
    private static final String TOP = "";

    private Settings() {}

    /** The property names that the service knows, those of its Kafka clients included. */
    public static Set<String> known(String service) {
        Set<String> names = new TreeSet<>();
        Path main = DeployFiles.CHECKOUT.resolve(service).resolve("src/main");
        try (Stream<Path> files = Files.walk(main.resolve("java"))) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .map(DeployFiles::text)
                    .forEach(source -> find(source, names));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        properties(DeployFiles.text(file(service))).keySet().forEach(names::add);
        AdminClientConfig.configNames().forEach(name -> names.add("kafka." + name));
        names.add("smallrye.config.locations");
        return names;
    }

    /** The environment variables of those names. */
    public static Set<String> variables(String service) {
        return known(service).stream()
                .map(name -> name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A value of the service's properties file. */
    public static String value(String service, String property) {
        String value = properties(DeployFiles.text(file(service))).get(property);
        if (value == null) {
            throw new IllegalStateException(service + " does not set " + property);
        }
        return value;
    }

    /** Names and values of a properties file. */
    public static Map<String, String> properties(String text) {
        return text.lines()
                .filter(line -> !line.startsWith("#") && line.contains("="))
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0].strip(), parts -> parts[1].strip()));
    }

    private static Path file(String service) {
        return DeployFiles.CHECKOUT.resolve(service).resolve("src/main/resources/application.properties");
    }

    private static void find(String source, Set<String> names) {
        INJECTED.matcher(source).results().forEach(found -> names.add(found.group(1)));
        Matcher mapping = MAPPING.matcher(source);
        if (mapping.find()) {
            Map<String, List<Member>> types = types(source);
            expand(mapping.group(1), types.get(TOP), types, names);
        }
    }

    private static Map<String, List<Member>> types(String source) {
        Map<String, List<Member>> types = new HashMap<>();
        String current = TOP;
        boolean parentName = false;
        for (String line : source.lines().toList()) {
            Matcher nested = NESTED.matcher(line);
            Matcher method = METHOD.matcher(line);
            if (nested.matches()) {
                current = nested.group(1);
            } else if (line.equals("    }")) {
                current = TOP;
            } else if (line.strip().equals("@WithParentName")) {
                parentName = true;
            } else if (method.matches()) {
                String name = parentName ? "" : "." + dashed(method.group(2));
                types.computeIfAbsent(current, key -> new ArrayList<>()).add(new Member(method.group(1), name));
                parentName = false;
            }
        }
        return types;
    }

    private static void expand(
            String prefix, List<Member> members, Map<String, List<Member>> types, Set<String> names) {
        for (Member member : members) {
            String type = member.type().replaceFirst("^Map<String, (\\w+)>$", "$1");
            String name = prefix + member.name() + (type.equals(member.type()) ? "" : ".*");
            if (types.containsKey(type)) {
                expand(name, types.get(type), types, names);
            } else {
                names.add(name);
            }
        }
    }

    private static String dashed(String method) {
        return method.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private record Member(String type, String name) {}
}
