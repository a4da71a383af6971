package dev.countersign.approval.gate.topology;

import dev.countersign.approval.control.ActivePolicy;
import dev.countersign.approval.control.ControlCommand;
import dev.countersign.approval.control.ControlEvent;
import dev.countersign.approval.control.ControlState;
import dev.countersign.approval.control.Controls;
import dev.countersign.approval.control.Grant;
import dev.countersign.approval.control.KnownGrant;
import dev.countersign.approval.control.SwitchSetting;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** Switch, grants and policy as this partition has applied them. */
final class ControlStore {

    static final String NAME = "controls";

    private static final String SWITCH = "switch";
    private static final String POLICY = "policy";
    private static final String GRANT = "grant/";
    private static final String ID = "id/";
    private static final String EXPIRY = "expiry/";

    /** What is known by a grant's id until the grant expires, whether it holds or was revoked. */
    record Known(ToolName tool, Instant expiresAt, boolean revoked) {}

    private final KeyValueStore<String, byte[]> store;
    /** It is long, and every command asks for it. */
    private Optional<ActivePolicy> policy;

    ControlStore(ProcessorContext<?, ?> context) {
        store = context.getStateStore(NAME);
        policy = StoredJson.read(store.get(POLICY), ActivePolicy.class);
    }

    /** What holds for calls of some tools. */
    Controls controls(Collection<ToolName> tools) {
        List<Grant> grants = new ArrayList<>();
        new HashSet<>(tools).forEach(tool -> grants.addAll(grants(tool)));
        return new Controls(killSwitch(), grants);
    }

    /** What a control change is about. */
    ControlState state(ControlCommand command) {
        return switch (command) {
            case ControlCommand.SetSwitch set -> ControlState.UNCHANGED;
            case ControlCommand.ActivatePolicy activate ->
                new ControlState(SwitchSetting.UNSET, policy(), Optional.empty(), 0, 0);
            case ControlCommand.RevokeGrant revoke ->
                new ControlState(SwitchSetting.UNSET, Optional.empty(), grant(revoke.grantId()), 0, 0);
            case ControlCommand.MakeGrant make ->
                new ControlState(
                        SwitchSetting.UNSET,
                        Optional.empty(),
                        grant(make.grant().id()),
                        count(GRANT),
                        count(ofTool(make.grant().tool())));
        };
    }

    void keep(ControlEvent event) {
        switch (event) {
            case ControlEvent.SwitchSet set -> store.put(SWITCH, JsonCodec.write(set.setting()));
            case ControlEvent.PolicyActivated activated -> activate(activated.policy());
            case ControlEvent.GrantAdded added -> add(added.grant());
            case ControlEvent.GrantRevoked revoked -> revoke(revoked.grant());
        }
    }

    private void activate(ActivePolicy activated) {
        store.put(POLICY, JsonCodec.write(activated));
        policy = Optional.of(activated);
    }

    private void add(Grant grant) {
        put(grant);
        putKnown(grant, false);
        byte[] id = grant.id().getBytes(StandardCharsets.UTF_8);
        store.put(expiry(grant.expiresAt(), grant.id()), id);
    }

    private void revoke(Grant grant) {
        store.delete(ofTool(grant.tool()) + grant.id());
        putKnown(grant, true);
    }

    private void putKnown(Grant grant, boolean revoked) {
        store.put(ID + grant.id(), JsonCodec.write(new Known(grant.tool(), grant.expiresAt(), revoked)));
    }

    /** Counts a use; tells what is left, where uses are counted and the grant still holds. */
    Optional<Grant> use(Grant grant) {
        String key = ofTool(grant.tool()) + grant.id();
        Optional<Grant> left = StoredJson.read(store.get(key), Grant.class)
                .filter(held -> held.usesLeft().isPresent())
                .map(Grant::used);
        left.ifPresent(this::put);
        return left;
    }

    private void put(Grant grant) {
        store.put(ofTool(grant.tool()) + grant.id(), JsonCodec.write(grant));
    }

    /** Forgets the grants that have expired by now, the oldest first; tells the ids of those that were not revoked. */
    List<String> expire(Instant now, int atMost) {
        List<KeyValue<String, byte[]>> due = entries(EXPIRY, expiry(now.plusMillis(1), ""), atMost);
        List<String> ended = new ArrayList<>();
        for (KeyValue<String, byte[]> entry : due) {
            String id = new String(entry.value, StandardCharsets.UTF_8);
            grant(id).ifPresent(known -> {
                if (known instanceof KnownGrant.Holding holding) {
                    store.delete(ofTool(holding.grant().tool()) + id);
                    ended.add(id);
                }
            });
            store.delete(ID + id);
            store.delete(entry.key);
        }
        return ended;
    }

    SwitchSetting killSwitch() {
        return StoredJson.read(store.get(SWITCH), SwitchSetting.class).orElse(SwitchSetting.UNSET);
    }

    Optional<ActivePolicy> policy() {
        return policy;
    }

    private Optional<KnownGrant> grant(String id) {
        return StoredJson.read(store.get(ID + id), Known.class)
                .map(known -> known.revoked() ? new KnownGrant.Revoked(known.expiresAt()) : holding(known, id));
    }

    private KnownGrant holding(Known known, String id) {
        return new KnownGrant.Holding(StoredJson.read(store.get(ofTool(known.tool()) + id), Grant.class)
                .orElseThrow());
    }

    private List<Grant> grants(ToolName tool) {
        String prefix = ofTool(tool);
        return entries(prefix, end(prefix), Integer.MAX_VALUE).stream()
                .map(entry -> StoredJson.read(entry.value, Grant.class).orElseThrow())
                .toList();
    }

    private int count(String prefix) {
        return entries(prefix, end(prefix), Integer.MAX_VALUE).size();
    }

    private List<KeyValue<String, byte[]>> entries(String from, String to, int atMost) {
        List<KeyValue<String, byte[]>> found = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> entries = store.range(from, to)) {
            while (entries.hasNext() && found.size() < atMost) {
                found.add(entries.next());
            }
        }
        return found;
    }

    /** No tool's name holds a slash. */
    private static String ofTool(ToolName tool) {
        return GRANT + tool + "/";
    }

    /** After everything with the prefix, which ends with a slash: '0' is the character after it. */
    private static String end(String prefix) {
        return prefix.substring(0, prefix.length() - 1) + "0";
    }

    /** Sorts by time: epoch milliseconds, rounded up, in 19 digits. */
    private static String expiry(Instant at, String id) {
        return "%s%019d %s".formatted(EXPIRY, Math.max(0, at.plusNanos(999_999).toEpochMilli()), id);
    }
}
