package dev.countersign.approval.identity;

import dev.countersign.approval.identity.PeopleFile.Version;
import dev.countersign.approval.trust.SettingException;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The people who may sign in, as the file has them now. A file that turns bad while the service runs lets nobody in
 * until it is good again.
 */
@Startup
@ApplicationScoped
class People {
    private static final Logger LOG = LoggerFactory.getLogger(People.class);

    private final PeopleFile file;
    private volatile Known known;

    /** What was read, and from which version of the file; without one, the file was bad. */
    private record Known(Optional<Version> version, List<Person> people) {}

    @Inject
    People(PeopleConfig config) {
        this(new PeopleFile(config.file()));
    }

    People(PeopleFile file) {
        this.file = file;
        this.known = new Known(Optional.of(file.version()), file.read());
    }

    /** Whose token it is. Every person is compared, so that the time tells nothing about who it was. */
    Optional<Person> byToken(String token) {
        Optional<Person> found = Optional.empty();
        for (Person person : now()) {
            if (person.hasToken(token)) {
                found = Optional.of(person);
            }
        }
        return found;
    }

    Optional<Person> byName(String name) {
        return now().stream().filter(person -> person.name().equals(name)).findFirst();
    }

    private List<Person> now() {
        Known current = refreshed(known);
        known = current;
        return current.people();
    }

    private Known refreshed(Known before) {
        try {
            Optional<Version> version = Optional.of(file.version());
            if (version.equals(before.version())) {
                return before;
            }
            List<Person> people = file.read();
            LOG.info("event=people-read people={}", people.size());
            return new Known(version, people);
        } catch (SettingException e) {
            if (before.version().isPresent()) {
                LOG.error("event=people-unreadable effect=\"nobody can sign in\" problem=\"{}\"", e.getMessage());
            }
            return new Known(Optional.empty(), List.of());
        }
    }
}
