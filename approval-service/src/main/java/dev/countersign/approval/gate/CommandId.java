package dev.countersign.approval.gate;

import java.util.UUID;

/** Names a command that somebody waits for; random, made by whoever sends it. */
public record CommandId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
