package dev.countersign.local.trust;

import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The people of a local stack, in the order of their file. */
public record People(List<Person> all) {

    public People {
        all = List.copyOf(all);
        if (all.stream().map(Person::name).distinct().count() != all.size()) {
            throw new IllegalArgumentException("two people have the same name");
        }
    }

    /** Writes the default people, with new tokens, where there is no file yet. */
    public static void createMissing(Path file) {
        if (!Files.exists(file)) {
            PrivateFiles.write(file, JsonCodec.write(defaults()));
        }
    }

    /** Reads a people file. */
    public static People read(Path file) {
        try {
            return new People(Arrays.asList(JsonCodec.read(Files.readAllBytes(file), Person[].class)));
        } catch (IOException failed) {
            throw new UncheckedIOException(
                    "cannot read %s; has ./countersign up been run here?".formatted(file), failed);
        } catch (UnreadableException broken) {
            throw new IllegalStateException("%s: %s".formatted(file, broken.getMessage()), broken);
        }
    }

    /** The person who decides when nobody is named. */
    public Person firstApprover() {
        return all.stream()
                .filter(Person::mayApprove)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nobody in people.json is an approver"));
    }

    public Person named(String name) {
        return all.stream()
                .filter(person -> person.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("nobody is called '%s'; there are %s"
                        .formatted(name, all.stream().map(Person::name).collect(Collectors.joining(", ")))));
    }

    private static List<Person> defaults() {
        return List.of(
                new Person(
                        "alice",
                        Set.of(Person.APPROVER, "admin"),
                        Set.of("operations", "mail", "finance"),
                        SecretTokens.next()),
                new Person("bob", Set.of(Person.APPROVER), Set.of("mail", "finance"), SecretTokens.next()),
                new Person("carol", Set.of("viewer"), Set.of(), SecretTokens.next()));
    }
}
