package dev.countersign.approval.gate;

import java.util.Arrays;
import java.util.stream.Stream;

/** The kinds of events and commands that there are. */
final class GateEvents {

    private GateEvents() {}

    static Stream<Class<?>> leaves() {
        return leaves(GateEvent.class);
    }

    static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(GateEvents::leaves)
                : Stream.of(type);
    }
}
