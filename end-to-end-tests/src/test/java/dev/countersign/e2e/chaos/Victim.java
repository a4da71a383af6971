package dev.countersign.e2e.chaos;

import dev.countersign.local.launch.ServiceKind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The processes that faults are done to. */
enum Victim {
    EXECUTOR_0(ServiceKind.EXECUTOR, 0),
    EXECUTOR_1(ServiceKind.EXECUTOR, 1),
    GATE_0(ServiceKind.APPROVAL, 0),
    GATE_1(ServiceKind.APPROVAL, 1),
    BROKER;

    private final Optional<ServiceKind> kind;
    private final int index;

    Victim() {
        this.kind = Optional.empty();
        this.index = 0;
    }

    Victim(ServiceKind kind, int index) {
        this.kind = Optional.of(kind);
        this.index = index;
    }

    static List<Victim> instances() {
        return Arrays.stream(values()).filter(victim -> victim.kind.isPresent()).toList();
    }

    static List<Victim> instancesOf(ServiceKind kind) {
        return Arrays.stream(values())
                .filter(victim -> victim.kind.equals(Optional.of(kind)))
                .toList();
    }

    /** Which service it is an instance of; the broker is none. */
    Optional<ServiceKind> kind() {
        return kind;
    }

    int index() {
        return index;
    }
}
