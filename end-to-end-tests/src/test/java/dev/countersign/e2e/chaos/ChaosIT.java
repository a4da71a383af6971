package dev.countersign.e2e.chaos;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Nothing lost, nothing doubled, nothing unapproved, whatever happens to processes, broker and network: the short form.
 * Its seed is another one each time and printed. Even the same seed never gives the same interleaving, so that a fixed one
 * would not make runs alike, and would leave every other plan untried.
 */
class ChaosIT {
    @Test
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    void shouldLoseDoubleAndSlipNothing() throws Exception {
        new ChaosRun(ChaosSize.of(200, 6), ChaosTool.ALL).run();
    }
}
