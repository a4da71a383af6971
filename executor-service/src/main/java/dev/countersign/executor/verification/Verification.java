package dev.countersign.executor.verification;

import dev.countersign.contract.event.ApprovedCall;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.Identifiers;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.contract.signing.SignedKind;
import dev.countersign.contract.signing.TrustedKeys;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.Partitions;
import dev.countersign.executor.ledger.LedgerCommand.DenialReason;
import dev.countersign.executor.tool.OfferedTool;
import dev.countersign.executor.tool.ToolRegistry;
import dev.countersign.executor.tool.ToolRegistry.Lookup;
import dev.countersign.executor.verification.Verdict.Denied;
import dev.countersign.executor.verification.Verdict.ForAnother;
import dev.countersign.executor.verification.Verdict.Rejected;
import dev.countersign.executor.verification.Verdict.Rejection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Whether a record of {@code approved-calls} may run, as lists of guards read from top to bottom; the first that
 * objects has the last word. Nothing of the value is parsed before its signature counts, and the ledger is not asked
 * before that either.
 *
 * @param executor the name under which this executor owns calls
 * @param gate the keys whose approvals count
 * @param skew how far clocks may differ
 */
public record Verification(String executor, TrustedKeys gate, ToolRegistry tools, Duration skew) {

    /** Looks at the record's bytes alone. */
    private interface RecordGuard {
        Optional<Verdict> objection(ConsumerRecord<byte[], byte[]> record);
    }

    /** Looks at a call that the gate signed. */
    private interface CallGuard {
        Optional<Verdict> objection(ConsumerRecord<byte[], byte[]> record, ApprovedCall call);
    }

    /** Looks at a call and at the tool that is offered now. */
    private interface ToolGuard {
        Optional<Verdict> objection(ApprovedCall call, OfferedTool tool);
    }

    /**
     * Runs the guards.
     *
     * @param known whether the ledger has the call
     * @param now when the call would be started
     */
    public Verdict verify(ConsumerRecord<byte[], byte[]> record, Predicate<CallKey> known, Instant now) {
        List<RecordGuard> beforeParsing = List.of(this::key, this::place, this::signature);
        List<CallGuard> afterParsing = List.of(
                this::keyOfValue,
                this::owner,
                (at, call) -> singleUse(call, known),
                this::writtenInTime,
                (at, call) -> remembered(call, now),
                (at, call) -> notAfter(call, now));
        for (RecordGuard guard : beforeParsing) {
            Optional<Verdict> objection = guard.objection(record);
            if (objection.isPresent()) {
                return objection.get();
            }
        }
        ApprovedCall call;
        try {
            call = JsonCodec.read(record.value(), ApprovedCall.class);
        } catch (UnreadableException e) {
            return new Rejected(Rejection.UNREADABLE, Optional.of(e.detail()));
        }
        for (CallGuard guard : afterParsing) {
            Optional<Verdict> objection = guard.objection(record, call);
            if (objection.isPresent()) {
                return objection.get();
            }
        }
        // Tools come and go: it is looked up once, and what was found is what is checked and run.
        return switch (tools.lookup(call.tool())) {
            case Lookup.Offered offered -> fit(call, offered.tool());
            case Lookup.Away away -> new Denied(call, DenialReason.SOURCE_AWAY, Optional.of(away.reason()));
            case Lookup.Unknown unknown -> new Denied(call, DenialReason.TOOL_GONE, Optional.empty());
        };
    }

    private static Verdict fit(ApprovedCall call, OfferedTool tool) {
        List<ToolGuard> guards = List.of(Verification::toolUnchanged, Verification::arguments);
        for (ToolGuard guard : guards) {
            Optional<Verdict> objection = guard.objection(call, tool);
            if (objection.isPresent()) {
                return objection.get();
            }
        }
        return new Verdict.Accepted(call, tool);
    }

    private Optional<Verdict> key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() != null && record.value() != null && Identifiers.isValid(text(record.key()))
                ? Optional.empty()
                : rejected(Rejection.NO_KEY);
    }

    /** A conversation's calls are known to the ledger of one partition only: elsewhere a repeat would look new. */
    private Optional<Verdict> place(ConsumerRecord<byte[], byte[]> record) {
        return Partitions.of(new ConversationId(text(record.key()))) == record.partition()
                ? Optional.empty()
                : rejected(Rejection.MISPLACED);
    }

    private Optional<Verdict> signature(ConsumerRecord<byte[], byte[]> record) {
        Optional<String> signature = EventHeaders.text(record.headers(), EventHeaders.SIGNATURE);
        if (signature.isEmpty()) {
            return rejected(Rejection.UNSIGNED);
        }
        return switch (gate.verify(SignedKind.APPROVED_CALL, record.value(), signature.get())) {
            case TrustedKeys.Verification.Valid valid -> Optional.empty();
            case TrustedKeys.Verification.Invalid invalid ->
                Optional.of(new Rejected(Rejection.FORGED, Optional.of(invalid.reason())));
        };
    }

    /** The key is not signed; only the value says whose call it is, and so where it must lie. */
    private Optional<Verdict> keyOfValue(ConsumerRecord<byte[], byte[]> record, ApprovedCall call) {
        return call.conversationId().value().equals(text(record.key()))
                ? Optional.empty()
                : rejected(Rejection.WRONG_KEY);
    }

    private Optional<Verdict> owner(ConsumerRecord<byte[], byte[]> record, ApprovedCall call) {
        return call.executor().equals(executor) ? Optional.empty() : Optional.of(new ForAnother(call.executor()));
    }

    private Optional<Verdict> singleUse(ApprovedCall call, Predicate<CallKey> known) {
        return known.test(call.key()) ? rejected(Rejection.REPEATED) : Optional.empty();
    }

    /** The gate writes well before {@code notAfter}. Whatever is written later repeats a call that the ledger forgot. */
    private Optional<Verdict> writtenInTime(ConsumerRecord<byte[], byte[]> record, ApprovedCall call) {
        return Instant.ofEpochMilli(record.timestamp()).isAfter(call.notAfter().plus(skew))
                ? rejected(Rejection.REPLAYED)
                : Optional.empty();
    }

    /** The ledger forgets a closed call at that time: what is not in it may have had its outcome. */
    private Optional<Verdict> remembered(ApprovedCall call, Instant now) {
        return now.isAfter(call.notAfter().plus(skew.multipliedBy(2)))
                ? rejected(Rejection.FORGOTTEN)
                : Optional.empty();
    }

    private Optional<Verdict> notAfter(ApprovedCall call, Instant now) {
        return now.isAfter(call.notAfter())
                ? denied(call, DenialReason.APPROVAL_EXPIRED, Optional.empty())
                : Optional.empty();
    }

    private static Optional<Verdict> toolUnchanged(ApprovedCall call, OfferedTool tool) {
        return tool.digest().equals(call.toolDigest())
                ? Optional.empty()
                : denied(call, DenialReason.TOOL_CHANGED, Optional.empty());
    }

    private static Optional<Verdict> arguments(ApprovedCall call, OfferedTool tool) {
        return tool.schema()
                .misfit(call.arguments())
                .map(why -> new Denied(call, DenialReason.ARGUMENTS_INVALID, Optional.of(why)));
    }

    private static Optional<Verdict> rejected(Rejection rejection) {
        return Optional.of(new Rejected(rejection, Optional.empty()));
    }

    private static Optional<Verdict> denied(ApprovedCall call, DenialReason reason, Optional<String> detail) {
        return Optional.of(new Denied(call, reason, detail));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
