package dev.countersign.executor.execution;

import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ToolName;
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
import dev.countersign.executor.tool.ToolMethod;
import dev.countersign.executor.tool.ToolRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/** Puts commands to the ledger's core, together with what the tools allow, and its decisions into a batch. */
final class CallDecisions {

    private final LedgerMachine machine;
    private final ToolRegistry tools;
    private final Slots slots;
    private final InstantSource clock;

    CallDecisions(LedgerMachine machine, ToolRegistry tools, Slots slots, InstantSource clock) {
        this.machine = machine;
        this.tools = tools;
        this.slots = slots;
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

    /** Whether and how a tool may run; a granted permit has taken a slot. */
    Permit permit(ToolMethod tool) {
        return slots.take(tool) ? new Permit.Granted(tool.policy()) : new Permit.Full();
    }

    /** As {@link #permit(ToolMethod)}, for a call that was verified some time ago. */
    Permit permit(LedgerCall call) {
        return permit(call, this::permit);
    }

    /** As {@link #permit(LedgerCall)}, whether a slot is free or not. */
    Permit permitAnyway(LedgerCall call) {
        return permit(call, tool -> {
            slots.takeAnyway(tool);
            return new Permit.Granted(tool.policy());
        });
    }

    private Permit permit(LedgerCall call, Function<ToolMethod, Permit> granting) {
        Optional<ToolMethod> tool = tools.find(call.tool());
        if (tool.isEmpty()) {
            return new Permit.Denied(DenialReason.TOOL_GONE, Optional.empty());
        }
        return tool.get().digest().equals(call.toolDigest())
                ? granting.apply(tool.get())
                : new Permit.Denied(DenialReason.TOOL_CHANGED, Optional.empty());
    }

    /**
     * Decides, and stages what follows. A slot that the permit took is given back unless something is started.
     *
     * @param entry what stands, before this batch
     * @param session the producer session that commits the batch
     */
    LedgerDecision decide(Batch batch, CallInPlace call, Optional<LedgerEntry> entry, Asked asked, long session) {
        LedgerDecision decision = machine.decide(batch.staged(call.key()).orElse(entry), asked.command());
        boolean starts = decision instanceof Enter enter && enter.entry() instanceof Started;
        if (!starts && asked.permit() instanceof Permit.Granted) {
            call.tool().ifPresent(this::release);
        }
        stage(batch, call, decision, asked.moment(), session);
        return decision;
    }

    /** A call, and where it lies. */
    record CallInPlace(int partition, CallKey key, Optional<ToolName> tool, Optional<String> traceparent) {

        CallInPlace(int partition, LedgerCall call) {
            this(partition, call.key(), Optional.of(call.tool()), call.traceparent());
        }
    }

    /** A command, with the permit that it holds. */
    record Asked(LedgerCommand command, Permit permit, Moment moment) {}

    void release(ToolName tool) {
        tools.find(tool).ifPresent(slots::release);
    }

    private void stage(Batch batch, CallInPlace call, LedgerDecision decision, Moment moment, long session) {
        switch (decision) {
            case Enter enter -> {
                batch.enter(call.partition(), enter.entry());
                enter.result().ifPresent(result -> batch.publish(result, call.traceparent()));
                if (enter.entry() instanceof Started started) {
                    batch.run(run(started, moment, session));
                }
            }
            case PublishLate late -> batch.publish(late.result(), call.traceparent());
            case Drop drop -> batch.drop(call.partition(), drop.key());
            case Refuse refuse -> {}
        }
    }

    private ToolRun run(Started started, Moment moment, long session) {
        return new ToolRun(
                started,
                tools.find(started.call().tool()).orElseThrow(),
                session,
                moment.nanos() + started.timeout().toNanos());
    }
}
