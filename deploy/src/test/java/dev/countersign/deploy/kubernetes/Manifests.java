package dev.countersign.deploy.kubernetes;

import dev.countersign.deploy.DeployFiles;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/** The manifests that {@code kubernetes/kustomization.yaml} lists, as objects of the Kubernetes model. */
record Manifests(List<HasMetadata> all) {

    private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

    static Manifests read() {
        return new Manifests(files().flatMap(Manifests::documents)
                .map(document -> (HasMetadata) SERIALIZATION.convertValue(document, HasMetadata.class))
                .toList());
    }

    /** One document, for tests of the check itself. */
    static HasMetadata parse(String yaml) {
        return SERIALIZATION.convertValue(yaml().load(yaml), HasMetadata.class);
    }

    /** What is listed, folders apart: those generate ConfigMaps. */
    static Stream<String> files() {
        return resources().filter(name -> name.endsWith(".yaml"));
    }

    static Stream<String> resources() {
        return strings(kustomization("kubernetes").get("resources"));
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> kustomization(String folder) {
        return (Map<String, Object>) yaml().load(DeployFiles.text(folder + "/kustomization.yaml"));
    }

    <T extends HasMetadata> List<T> of(Class<T> kind) {
        return all.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    <T extends HasMetadata> T named(Class<T> kind, String name) {
        return of(kind).stream()
                .filter(each -> each.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no %s is called %s".formatted(kind.getSimpleName(), name)));
    }

    private static Stream<Object> documents(String file) {
        Iterable<Object> documents = yaml().loadAll(DeployFiles.text("kubernetes/" + file));
        return Stream.of(documents).flatMap(each -> {
            Stream.Builder<Object> found = Stream.builder();
            each.forEach(found);
            return found.build();
        });
    }

    @SuppressWarnings("unchecked")
    private static Stream<String> strings(Object list) {
        return ((List<String>) list).stream();
    }

    private static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return new Yaml(options);
    }
}
