package dev.countersign.deploy.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.deploy.DeployFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The committed files say what the topic table says. With {@code -Dregenerate} they are written anew. */
class GeneratedFilesTest {

    private static final Path TOPICS = DeployFiles.DEPLOY.resolve("kafka/topics.txt");
    private static final Path ACLS = DeployFiles.DEPLOY.resolve("kafka/acls.txt");

    @BeforeAll
    static void regenerateWhenAsked() throws IOException {
        if (System.getProperty("regenerate") != null) {
            Files.writeString(TOPICS, TopicsFile.text());
            Files.writeString(ACLS, AclsFile.text());
        }
    }

    @Test
    void shouldHoldTheTopicsOfTheTable() {
        assertThat(DeployFiles.text(TOPICS)).isEqualTo(TopicsFile.text());
    }

    @Test
    void shouldHoldTheAccessOfTheTable() {
        assertThat(DeployFiles.text(ACLS)).isEqualTo(AclsFile.text());
    }
}
