package dev.countersign.local.launch;

import dev.countersign.local.process.FreePorts;
import java.util.List;

/** The loopback ports of a stack. */
public record StackPorts(int broker, int controller, int approval, int planner, int executor, int model) {

    public static final int DEFAULT_BROKER = 9092;
    public static final int DEFAULT_BASE = 8081;

    /** From a base: approval, planner, executor and model follow each other; the controller follows the broker. */
    public static StackPorts of(int broker, int base) {
        return new StackPorts(broker, broker + 1, base, base + 1, base + 2, base + 3);
    }

    /** Ports that are free now. */
    public static StackPorts free() {
        return new StackPorts(
                FreePorts.next(),
                FreePorts.next(),
                FreePorts.next(),
                FreePorts.next(),
                FreePorts.next(),
                FreePorts.next());
    }

    int of(ServiceKind kind) {
        return switch (kind) {
            case EXECUTOR -> executor;
            case APPROVAL -> approval;
            case PLANNER -> planner;
        };
    }

    List<Integer> all() {
        return List.of(broker, controller, approval, planner, executor, model);
    }
}
