package dev.countersign.approval.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeopleTest {
    private static final String BOB = person("bob", "token-of-bob-0123456789");

    @TempDir
    Path dir;

    @Test
    void shouldKnowPeopleByTokenAndByName() throws IOException {
        People people = new People(new PeopleFile(write("[" + BOB + "]")));

        assertThat(people.byToken("token-of-bob-0123456789")).map(Person::name).hasValue("bob");
        assertThat(people.byToken("token-of-bob-012345678")).isEmpty();
        assertThat(people.byToken("")).isEmpty();
        assertThat(people.byName("bob")).isPresent();
        assertThat(people.byName("Bob")).isEmpty();
    }

    @Test
    void shouldReadTheFileAgainWhenItChanges() throws IOException {
        People people = new People(new PeopleFile(write("[" + BOB + "]")));

        write("[" + person("dora", "token-of-dora-0123456789") + "]");

        assertThat(people.byName("bob")).isEmpty();
        assertThat(people.byToken("token-of-dora-0123456789")).isPresent();
    }

    @Test
    void shouldLetNobodyInWhileTheFileIsBad() throws IOException {
        People people = new People(new PeopleFile(write("[" + BOB + "]")));

        write("[");
        assertThat(people.byName("bob")).isEmpty();
        write("[" + BOB + "]");
        assertThat(people.byName("bob")).isPresent();
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(people.byName("bob")).isEmpty();
        Files.delete(file());
        assertThat(people.byName("bob")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw----r--", "rw-rw----", "rwx------"})
    void shouldNotStartWithAFileThatOthersCanRead(String mode) throws IOException {
        Path file = write("[" + BOB + "]");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

        assertThatThrownBy(() -> new People(new PeopleFile(file)))
                .hasMessageStartingWith("countersign.people.file: ")
                .hasMessageContaining("0600");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "[null]",
                "[{\"name\": \"bob\"}]",
                "[{\"name\": \"bob\", \"roles\": [\"king\"], \"groups\": [], \"token\": \"0123456789012345\"}]",
                "[{\"name\": \"bob\", \"roles\": [], \"groups\": [], \"token\": \"0123456789012345\"}]",
                "[{\"name\": \"bob\", \"roles\": [\"viewer\"], \"groups\": [], \"token\": \"short\"}]",
                "[{\"name\": \"b\\nb\", \"roles\": [\"viewer\"], \"groups\": [], \"token\": \"0123456789012345\"}]",
                "[{\"name\": \"bob\", \"roles\": [\"viewer\"], \"groups\": [], \"token\": \"0123456789012345\", \"x\": 1}]"
            })
    void shouldNotStartWithAFileThatIsNotAsItMustBe(String content) throws IOException {
        Path file = write(content);

        assertThatThrownBy(() -> new People(new PeopleFile(file))).hasMessageStartingWith("countersign.people.file: ");
    }

    @Test
    void shouldNotStartWithTwoPeopleOfOneNameOrToken() throws IOException {
        Path sameName = write("[" + BOB + "," + person("bob", "another-token-0123456789") + "]");
        assertThatThrownBy(() -> new People(new PeopleFile(sameName))).hasMessageContaining("same name or token");

        Path sameToken = write("[" + BOB + "," + person("dora", "token-of-bob-0123456789") + "]");
        assertThatThrownBy(() -> new People(new PeopleFile(sameToken))).hasMessageContaining("same name or token");
    }

    private static String person(String name, String token) {
        return "{\"name\": \"%s\", \"roles\": [\"approver\"], \"groups\": [], \"token\": \"%s\"}"
                .formatted(name, token);
    }

    private Path file() {
        return dir.resolve("people.json");
    }

    /** As a careful administrator does: a new file of mode 0600 in the place of the old one. */
    private Path write(String content) throws IOException {
        Path whole = Files.createTempFile(dir, "people", ".json");
        Files.writeString(whole, content);
        return Files.move(whole, file(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
}
