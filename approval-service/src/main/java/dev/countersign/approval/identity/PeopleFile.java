package dev.countersign.approval.identity;

import dev.countersign.approval.trust.SettingException;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The file that names the people, and what is wrong with it. */
record PeopleFile(Path path) {
    private static final Set<PosixFilePermission> OWNER =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final int MAX_BYTES = 1024 * 1024;

    /** What changes when the file does. */
    record Version(FileTime modified, long size, Set<PosixFilePermission> mode, Optional<Object> fileKey) {}

    /** The file's version now; throws {@link SettingException} where there is none. */
    Version version() {
        try {
            PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class);
            return new Version(
                    attributes.lastModifiedTime(),
                    attributes.size(),
                    attributes.permissions(),
                    Optional.ofNullable(attributes.fileKey()));
        } catch (IOException e) {
            throw refused(path + " cannot be read");
        }
    }

    /** Reads the people; throws {@link SettingException} where the file is not as it must be. */
    List<Person> read() {
        Version version = version();
        if (!OWNER.containsAll(version.mode())) {
            throw refused(path + " holds tokens and must have mode 0600");
        }
        if (version.size() > MAX_BYTES) {
            throw refused(path + " has more than 1 MiB");
        }
        try {
            return distinct(Arrays.asList(JsonCodec.read(Files.readAllBytes(path), Person[].class)));
        } catch (IOException e) {
            throw refused(path + " cannot be read");
        } catch (UnreadableException e) {
            throw refused(path + ": " + e.detail());
        }
    }

    private List<Person> distinct(List<Person> people) {
        if (people.isEmpty() || people.contains(null)) {
            throw refused(path + " names nobody");
        }
        if (people.stream().map(Person::name).distinct().count() < people.size()
                || people.stream().map(Person::token).distinct().count() < people.size()) {
            throw refused(path + " has two people of the same name or token");
        }
        return List.copyOf(people);
    }

    private static SettingException refused(String problem) {
        return new SettingException(PeopleConfig.FILE, problem);
    }
}
