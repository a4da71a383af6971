package dev.countersign.executor.execution;

import dev.countersign.contract.id.CallKey;
import dev.countersign.executor.ledger.LedgerCall;
import dev.countersign.executor.ledger.LedgerCommand;
import dev.countersign.executor.ledger.LedgerCommand.DenialReason;
import dev.countersign.executor.ledger.LedgerCommand.Permit;
import dev.countersign.executor.ledger.LedgerDecision;
import dev.countersign.executor.ledger.LedgerDecision.Drop;
import dev.countersign.executor.ledger.LedgerDecision.Enter;
import dev.countersign.executor.ledger.LedgerDecision.PublishLate;
import dev.countersign.executor.ledger.LedgerDecision.Refuse;
import dev.countersign.executor.ledger.LedgerEntry;
import dev.countersign.executor.ledger.LedgerEntry.Started;
import dev.countersign.executor.ledger.LedgerMachine;
import dev.countersign.executor.tool.OfferedTool;
import dev.countersign.executor.tool.ToolRegistry;
import dev.countersign.executor.tool.ToolRegistry.Lookup;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/** Puts commands to the ledger's core, together with what the tools allow, and its decisions into a batch. */
final class CallDecisions {

    private final LedgerMachine machine;
    private final ToolRegistry tools;
    private final StartLimits limits;
    private final InstantSource clock;

    CallDecisions(LedgerMachine machine, ToolRegistry tools, StartLimits limits, InstantSource clock) {
        this.machine = machine;
        this.tools = tools;
        this.limits = limits;
        this.clock = clock;
    }

    /** When something is decided, by the clock and by the monotonic one. */
    record Moment(Instant at, long nanos) {

        Moment(InstantSource clock) {
            this(clock.instant(), System.nanoTime());
        }
    }

    Moment now() {
        return new Moment(clock);
    }

    /**
     * Whether and how a tool may run.
     *
     * @param tool what is to run; there exactly when the permit is granted, which has taken one of its slots
     */
    record Allowance(Permit permit, Optional<OfferedTool> tool) {

        /** Nothing is to run now. */
        static final Allowance FULL = new Allowance(new Permit.Full(), Optional.empty());

        static Allowance denied(DenialReason reason, Optional<String> detail) {
            return new Allowance(new Permit.Denied(reason, detail), Optional.empty());
        }

        private static Allowance granted(OfferedTool tool) {
            return new Allowance(new Permit.Granted(tool.policy()), Optional.of(tool));
        }
    }

    /** Takes a slot of a tool, if one is free. */
    Allowance allow(OfferedTool tool) {
        return limits.take(tool) ? Allowance.granted(tool) : Allowance.FULL;
    }

    /** As {@link #allow(OfferedTool)}, for a call that was verified some time ago. */
    Allowance allow(LedgerCall call) {
        return allow(call, this::allow);
    }

    /** As {@link #allow(LedgerCall)}, for a further attempt, while the one that timed out may still hold its slot. */
    Allowance allowAgain(LedgerCall call) {
        return allow(call, tool -> limits.takeAgain(tool, call.key()) ? Allowance.granted(tool) : Allowance.FULL);
    }

    private Allowance allow(LedgerCall call, Function<OfferedTool, Allowance> granting) {
        return switch (tools.lookup(call.tool())) {
            case Lookup.Offered(OfferedTool tool) when tool.digest().equals(call.toolDigest()) -> granting.apply(tool);
            case Lookup.Offered changed -> Allowance.denied(DenialReason.TOOL_CHANGED, Optional.empty());
            case Lookup.Away away -> Allowance.denied(DenialReason.SOURCE_AWAY, Optional.of(away.reason()));
            case Lookup.Unknown unknown -> Allowance.denied(DenialReason.TOOL_GONE, Optional.empty());
        };
    }

    /**
     * Decides, and stages what follows. A slot that was taken is given back unless something is started.
     *
     * @param entry what stands, before this batch
     * @param session the producer session that commits the batch
     */
    LedgerDecision decide(Batch batch, CallInPlace call, Optional<LedgerEntry> entry, Asked asked, long session) {
        LedgerDecision decision = machine.decide(batch.staged(call.key()).orElse(entry), asked.command());
        boolean starts = decision instanceof Enter enter && enter.entry() instanceof Started;
        if (!starts) {
            asked.allowance().tool().ifPresent(limits::giveBack);
        }
        stage(batch, call, decision, asked, session);
        return decision;
    }

    /** A call, and where it lies. */
    record CallInPlace(int partition, CallKey key, Optional<String> traceparent) {

        CallInPlace(int partition, LedgerCall call) {
            this(partition, call.key(), call.traceparent());
        }
    }

    /** A command, with what may run by it. */
    record Asked(LedgerCommand command, Allowance allowance, Moment moment) {}

    /** Gives back the slot of a run that will not be. */
    void release(ToolRun run) {
        limits.giveBack(run.tool());
    }

    private void stage(Batch batch, CallInPlace call, LedgerDecision decision, Asked asked, long session) {
        switch (decision) {
            case Enter enter -> {
                batch.enter(call.partition(), enter.entry());
                enter.result().ifPresent(result -> batch.publish(result, call.traceparent()));
                if (enter.entry() instanceof Started started) {
                    batch.run(run(started, asked, session));
                }
            }
            case PublishLate late -> batch.publish(late.result(), call.traceparent());
            case Drop drop -> batch.drop(call.partition(), drop.key());
            case Refuse refuse -> {}
        }
    }

    private static ToolRun run(Started started, Asked asked, long session) {
        return new ToolRun(
                started,
                asked.allowance().tool().orElseThrow(),
                session,
                asked.moment().nanos() + started.timeout().toNanos());
    }
}
