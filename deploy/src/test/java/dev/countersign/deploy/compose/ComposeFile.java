package dev.countersign.deploy.compose;

import dev.countersign.deploy.DeployFiles;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/** {@code compose.yaml}, read with its merge keys resolved and repeated keys refused. */
public record ComposeFile(Map<String, Object> all) {

    public static ComposeFile read(String name) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return new ComposeFile(map(new Yaml(options).load(DeployFiles.text(name))));
    }

    /** Top-level keys without extensions. */
    Set<String> keys() {
        return all.keySet().stream()
                .filter(key -> !key.startsWith("x-"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    Map<String, Map<String, Object>> services() {
        Map<String, Map<String, Object>> services = new TreeMap<>();
        map(all, "services").forEach((name, service) -> services.put(name, map(service)));
        return services;
    }

    public Map<String, Object> service(String name) {
        return map(map(all, "services"), name);
    }

    /** Where files and folders are put into a service's container. */
    Set<String> mounts(Map<String, Object> service) {
        Stream<String> secrets = list(service, "secrets").stream().map(name -> "/run/secrets/" + name);
        Stream<String> configs = list(service, "configs").stream()
                .map(config -> (String) map(config).get("target"));
        Stream<String> volumes = list(service, "volumes").stream()
                .map(volume -> volume.toString().split(":")[1]);
        return Stream.of(secrets, configs, volumes)
                .flatMap(each -> each)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    public static Map<String, Object> map(Map<String, Object> from, String key) {
        return map(from.getOrDefault(key, Map.of()));
    }

    @SuppressWarnings("unchecked")
    public static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    public static List<Object> list(Map<String, Object> from, String key) {
        return (List<Object>) from.getOrDefault(key, List.of());
    }
}
