package dev.countersign.approval.oversight;

import dev.countersign.approval.control.ActivePolicy;
import dev.countersign.approval.control.Grant;
import dev.countersign.approval.control.SwitchSetting;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What holds in one partition of the gate. */
record PartitionControls(Optional<SwitchSetting> killSwitch, Optional<ActivePolicy> policy, Map<String, Grant> grants) {

    static final PartitionControls UNCHANGED = new PartitionControls(Optional.empty(), Optional.empty(), Map.of());

    PartitionControls {
        grants = Map.copyOf(grants);
    }

    PartitionControls with(Optional<SwitchSetting> setting) {
        return new PartitionControls(setting, policy, grants);
    }

    PartitionControls withPolicy(Optional<ActivePolicy> active) {
        return new PartitionControls(killSwitch, active, grants);
    }

    PartitionControls withGrant(String id, Optional<Grant> grant) {
        Map<String, Grant> changed = new HashMap<>(grants);
        grant.ifPresentOrElse(holds -> changed.put(id, holds), () -> changed.remove(id));
        return new PartitionControls(killSwitch, policy, changed);
    }
}
