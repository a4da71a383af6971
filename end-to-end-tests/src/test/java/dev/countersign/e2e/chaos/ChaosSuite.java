package dev.countersign.e2e.chaos;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** As {@link ChaosIT}, in full: {@code ./countersign chaos}. */
class ChaosSuite {
    @Test
    @Timeout(value = 25, unit = TimeUnit.MINUTES)
    void shouldLoseDoubleAndSlipNothing() throws Exception {
        new ChaosRun(ChaosSize.of(2_000, 40), ChaosTool.ALL).run();
    }
}
