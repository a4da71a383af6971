package dev.countersign.approval.inbox;

import dev.countersign.contract.topic.Topic;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How far {@code approvals} has been read: for each partition the offset after the last record. It means the same on
 * every instance. Its text is the offsets with dots between.
 */
record ViewPosition(List<Long> offsets) {
    /** Before the first record. */
    static final ViewPosition START = new ViewPosition(Collections.nCopies(Topic.PARTITIONS, 0L));

    private static final Pattern FORM = Pattern.compile("\\d{1,18}(\\.\\d{1,18}){" + (Topic.PARTITIONS - 1) + "}");

    ViewPosition {
        offsets = List.copyOf(offsets);
        if (offsets.size() != Topic.PARTITIONS || offsets.stream().anyMatch(offset -> offset < 0)) {
            throw new IllegalArgumentException("a position has an offset for each partition");
        }
    }

    /** Reads the text form back; empty where it is none. */
    static Optional<ViewPosition> parse(String text) {
        return FORM.matcher(text).matches()
                ? Optional.of(new ViewPosition(Pattern.compile("\\.")
                        .splitAsStream(text)
                        .map(Long::valueOf)
                        .toList()))
                : Optional.empty();
    }

    long offset(int partition) {
        return offsets.get(partition);
    }

    /** This position with one partition read up to and including a record. */
    ViewPosition after(int partition, long offset) {
        List<Long> moved = new ArrayList<>(offsets);
        moved.set(partition, Math.max(offsets.get(partition), offset + 1));
        return new ViewPosition(moved);
    }

    /** The later of both in each partition. */
    ViewPosition max(ViewPosition other) {
        return new ViewPosition(IntStream.range(0, Topic.PARTITIONS)
                .mapToObj(partition -> Math.max(offset(partition), other.offset(partition)))
                .toList());
    }

    /** Whether nothing that the other has seen is missing here. */
    boolean covers(ViewPosition other) {
        return equals(max(other));
    }

    @Override
    public String toString() {
        return offsets.stream().map(String::valueOf).collect(Collectors.joining("."));
    }
}
