package dev.countersign.executor.execution;

import dev.countersign.executor.ledger.LedgerMachine;
import dev.countersign.executor.tool.ToolRegistry;
import dev.countersign.executor.verification.Verification;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;

/** Everything about the loop that outlives its sessions. */
record Execution(
        ExecutionSettings settings,
        Verification verification,
        CallDecisions decisions,
        LiveRuns runs,
        ToolRunner runner,
        ExecutionMetrics metrics,
        ClockSkew skew,
        InstantSource clock) {

    static Execution of(
            ExecutionSettings settings,
            Verification verification,
            ToolRegistry tools,
            MeterRegistry registry,
            InstantSource clock) {
        StartLimits limits = new StartLimits();
        LiveRuns runs = new LiveRuns();
        LedgerMachine machine = new LedgerMachine(settings.executor(), settings.instance());
        return new Execution(
                settings,
                verification,
                new CallDecisions(machine, tools, limits, clock),
                runs,
                new ToolRunner(limits, runs::report),
                new ExecutionMetrics(registry),
                new ClockSkew(settings.skew()),
                clock);
    }
}
