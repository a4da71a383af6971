package dev.countersign.approval.oversight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.approval.policy.Policy;
import dev.countersign.approval.policy.PolicyBook;
import dev.countersign.approval.policy.PolicyFile;
import dev.countersign.approval.policy.PolicyProblem;
import dev.countersign.contract.json.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a change of the policy file is, and what becomes of it. */
class PolicyWatchTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final String FIRST = "version: 1\nrules: []\n";
    private static final String SECOND = "version: 1\nrules: []\n# second\n";
    private static final String BAD = "version: 1\nrules: 7\n";

    @TempDir
    Path dir;

    private Path file;
    private PolicyBook book;
    private PolicyWatch watch;
    private final List<String> replaced = new ArrayList<>();
    private final List<PolicyProblem> refused = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        file = dir.resolve("policy.yaml");
        Files.writeString(file, FIRST);
        watch(file);
    }

    private void watch(Path watched) {
        book = new PolicyBook(PolicyFile.load(watched));
        watch = new PolicyWatch(
                watched,
                book,
                new PolicyWatch.Listener() {
                    @Override
                    public void replaced(Policy before, Policy now) {
                        replaced.add(before.text() + "->" + now.text());
                    }

                    @Override
                    public void refused(List<PolicyProblem> problems) {
                        refused.addAll(problems);
                    }
                },
                InstantSource.fixed(NOW));
    }

    @Test
    void shouldTakeAChangeThatStaysOnce() throws IOException {
        Files.writeString(file, SECOND);

        look(3);

        assertThat(replaced).containsExactly(FIRST + "->" + SECOND);
        assertThat(book.own().version()).isEqualTo(Digest.ofText(SECOND));
        assertThat(watch.status().isGood()).isTrue();
    }

    @Test
    void shouldNotTakeAFileThatIsStillBeingWritten() throws IOException {
        Files.writeString(file, "version: 1\n");
        look(1);
        Files.writeString(file, SECOND);
        look(1);

        assertThat(replaced).isEmpty();
        assertThat(refused).isEmpty();

        look(1);

        assertThat(replaced).hasSize(1);
    }

    @Test
    void shouldKeepThePolicyWhereTheFileIsNoneAndSayWhy() throws IOException {
        Files.writeString(file, BAD);

        look(4);

        assertThat(refused).isNotEmpty();
        assertThat(watch.status().problems()).isEqualTo(refused);
        assertThat(book.own().version()).isEqualTo(Digest.ofText(FIRST));
        assertThat(replaced).isEmpty();
    }

    @Test
    void shouldBeGoodAgainWhenTheFileIsAsItWas() throws IOException {
        Files.writeString(file, BAD);
        look(2);
        Files.writeString(file, FIRST);
        look(2);

        assertThat(watch.status().isGood()).isTrue();
        assertThat(replaced).isEmpty();
    }

    @Test
    void shouldKeepThePolicyWhereTheFileIsGone() throws IOException {
        Files.delete(file);

        look(2);

        assertThat(refused).hasSize(1);
        assertThat(book.own().version()).isEqualTo(Digest.ofText(FIRST));
    }

    @Test
    void shouldFollowALinkThatIsSwappedAsInAConfigMap() throws IOException {
        Path old = Files.createDirectory(dir.resolve("..1"));
        Path next = Files.createDirectory(dir.resolve("..2"));
        Files.writeString(old.resolve("policy.yaml"), FIRST);
        Files.writeString(next.resolve("policy.yaml"), SECOND);
        Path data = Files.createSymbolicLink(dir.resolve("..data"), old.getFileName());
        Path mounted = Files.createSymbolicLink(
                dir.resolve("mounted.yaml"), data.getFileName().resolve("policy.yaml"));
        watch(mounted);

        Path swapped = Files.createSymbolicLink(dir.resolve("..data_tmp"), next.getFileName());
        Files.move(swapped, data, StandardCopyOption.ATOMIC_MOVE);
        look(2);

        assertThat(replaced).hasSize(1);
        assertThat(book.own().version()).isEqualTo(Digest.ofText(SECOND));
    }

    private void look(int times) {
        for (int look = 0; look < times; look++) {
            watch.look();
        }
    }
}
