package dev.countersign.approval.identity;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;

/** Who may sign in. */
@ConfigMapping(prefix = "countersign.people")
interface PeopleConfig {
    String FILE = "countersign.people.file";

    /** JSON array of people; readable by its owner only. Read again when it changes. */
    Path file();
}
