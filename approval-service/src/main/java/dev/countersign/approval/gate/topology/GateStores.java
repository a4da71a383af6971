package dev.countersign.approval.gate.topology;

import dev.countersign.approval.gate.GateCommand;
import dev.countersign.approval.gate.TurnKey;
import dev.countersign.approval.gate.TurnState;
import dev.countersign.contract.event.Decider;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.json.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** What the gate remembers: turns, calls, and an index of what is due when. */
final class GateStores {

    static final String TURNS = "turns";
    static final String CALLS = "calls";
    static final String DUE = "due";
    static final String ENDED = "ended";

    private static final String TURN = "turn ";
    private static final String STRAY = "stray ";
    private static final String END = "ended ";

    /** What is to be told the gate at a time; the key is the entry's own. */
    record Due(String key, GateCommand.OfTime command) {}

    private final KeyValueStore<String, byte[]> turns;
    private final KeyValueStore<String, byte[]> calls;
    private final KeyValueStore<String, byte[]> due;
    private final KeyValueStore<String, byte[]> ended;

    private final ControlStore controls;
    private final RefusalStore refusals;
    private final ReleasedStore released;

    GateStores(ProcessorContext<?, ?> context) {
        controls = new ControlStore(context);
        refusals = new RefusalStore(context);
        released = new ReleasedStore(context);
        turns = context.getStateStore(TURNS);
        calls = context.getStateStore(CALLS);
        due = context.getStateStore(DUE);
        ended = context.getStateStore(ENDED);
    }

    /** Kept on disk, backed by a changelog, never cached: a change is on the log with the record that caused it. */
    static StoreBuilder<KeyValueStore<String, byte[]>> builder(String name) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
                .withCachingDisabled();
    }

    ControlStore controls() {
        return controls;
    }

    RefusalStore refusals() {
        return refusals;
    }

    ReleasedStore released() {
        return released;
    }

    Optional<TurnState> turn(TurnKey key) {
        return StoredJson.read(turns.get(key.toString()), StoredTurn.class).map(StoredTurn::state);
    }

    /** Every turn of a conversation that is known. */
    List<TurnState> turnsOf(ConversationId conversation) {
        List<TurnState> found = new ArrayList<>();
        // No id holds a slash, and '0' is the character after it.
        try (KeyValueIterator<String, byte[]> entries = turns.range(conversation + "/", conversation + "0")) {
            while (entries.hasNext()) {
                StoredJson.read(entries.next().value, StoredTurn.class)
                        .map(StoredTurn::state)
                        .ifPresent(found::add);
            }
        }
        return found;
    }

    /** Who ended a conversation. */
    Optional<Decider> ended(ConversationId conversation) {
        return StoredJson.read(ended.get(conversation.value()), Decider.class);
    }

    void end(ConversationId conversation, Decider by, Duration retention) {
        if (ended(conversation).isPresent()) {
            return;
        }
        ended.put(conversation.value(), JsonCodec.write(by));
        addDue(by.at().plus(retention), END + conversation);
    }

    private void forgetEnd(ConversationId conversation) {
        ended.delete(conversation.value());
    }

    void put(TurnState turn) {
        turns.put(turn.key().toString(), JsonCodec.write(StoredTurn.of(turn)));
    }

    void deleteTurn(TurnKey key) {
        turns.delete(key.toString());
    }

    Optional<StoredCall> call(CallKey key) {
        return StoredJson.read(calls.get(key.toString()), StoredCall.class);
    }

    void put(StoredCall call) {
        calls.put(call.card().key().toString(), JsonCodec.write(call));
    }

    void deleteCall(CallKey key) {
        calls.delete(key.toString());
    }

    void addDue(Instant at, TurnKey turn) {
        addDue(at, TURN + turn);
    }

    void removeDue(Instant at, TurnKey turn) {
        due.delete(dueKey(at, TURN + turn));
    }

    void addStrayDue(Instant at, CallKey call) {
        addDue(at, STRAY + call);
    }

    void removeStrayDue(Instant at, CallKey call) {
        due.delete(dueKey(at, STRAY + call));
    }

    private void addDue(Instant at, String what) {
        due.put(dueKey(at, what), what.getBytes(StandardCharsets.UTF_8));
    }

    /** What is due by now, the oldest first. */
    List<Due> due(Instant now, int atMost) {
        List<Due> found = new ArrayList<>();
        // Everything of this millisecond sorts before the next one.
        try (KeyValueIterator<String, byte[]> entries = due.range("", dueKey(now.plusMillis(1), ""))) {
            while (entries.hasNext() && found.size() < atMost) {
                KeyValue<String, byte[]> entry = entries.next();
                found.add(new Due(entry.key, command(new String(entry.value, StandardCharsets.UTF_8))));
            }
        }
        return found;
    }

    /**
     * Moves an entry that is still there after its command to where it belongs. It was written under another retention
     * than today's, and would be found again at every tick, before all that is due.
     */
    void moveIfStale(Due entry, Duration retention) {
        if (due.get(entry.key()) != null) {
            due.delete(entry.key());
            switch (entry.command()) {
                case GateCommand.TurnDue of ->
                    turn(of.turn()).ifPresent(turn -> addDue(turn.dueAt(retention), turn.key()));
                case GateCommand.EndDue of -> forgetEnd(of.conversationId());
                case GateCommand.StrayDue of ->
                    call(of.call())
                            .flatMap(call -> call.known().forgetAt(retention))
                            .ifPresent(at -> addStrayDue(at, of.call()));
            }
        }
    }

    private static GateCommand.OfTime command(String what) {
        if (what.startsWith(TURN)) {
            return new GateCommand.TurnDue(TurnKey.parse(what.substring(TURN.length())));
        }
        return what.startsWith(END)
                ? new GateCommand.EndDue(new ConversationId(what.substring(END.length())))
                : new GateCommand.StrayDue(CallKey.parse(what.substring(STRAY.length())));
    }

    /** Sorts by time: epoch milliseconds, rounded up, in 19 digits. */
    private static String dueKey(Instant at, String what) {
        long millis = at.plusNanos(999_999).toEpochMilli();
        return "%019d %s".formatted(Math.max(0, millis), what);
    }
}
