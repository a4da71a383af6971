package dev.countersign.local.terminal;

import java.util.SortedSet;
import java.util.stream.Collectors;

/** Numbers of partitions as people read them. */
final class Partitions {

    private Partitions() {}

    static String text(SortedSet<Integer> partitions) {
        return partitions.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
