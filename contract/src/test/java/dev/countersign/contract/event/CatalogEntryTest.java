package dev.countersign.contract.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.event.CatalogEntry.Annotations;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogEntryTest {

    @ParameterizedTest
    @CsvSource({"0, 10", "1, 50", "2, 90", "10, 410"})
    void shouldCountTheWaitsBetweenAttemptsIn(int retries, long seconds) {
        CatalogEntry entry = new CatalogEntry(
                new ToolName("count_emails"),
                "",
                CanonicalJson.EMPTY_OBJECT,
                new Annotations(true, false, true, false),
                Duration.ofSeconds(10),
                retries,
                "executor-service");

        assertThat(entry.longestRun()).isEqualTo(Duration.ofSeconds(seconds));
    }
}
