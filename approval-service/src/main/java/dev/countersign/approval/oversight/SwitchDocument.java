package dev.countersign.approval.oversight;

import dev.countersign.approval.control.SwitchSetting;
import dev.countersign.approval.control.Unfinished;
import dev.countersign.contract.event.Decider;
import dev.countersign.contract.event.SwitchMode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How the kill switch stands.
 *
 * @param mode in every partition; absent where they differ
 * @param by who set it; absent where nobody ever did
 * @param missing the partitions that have not applied it yet
 * @param partitions each as it stands
 * @param released calls that were let go before, have no result, and are not recalled; in answer to a change alone
 */
@Schema(description = "How the kill switch stands, in all and in each partition of the gate")
record SwitchDocument(
        @Schema(
                description = "Absent where partitions differ",
                enumeration = {"open", "read-only", "hold", "deny"})
        Optional<String> mode,

        Optional<Decider> by,
        Optional<String> reason,
        SortedSet<Integer> missing,
        List<InPartition> partitions,
        Optional<Unfinished> released) {

    /** How it stands in one partition. */
    record InPartition(int partition, String mode, Optional<Decider> by, Optional<String> reason) {

        static InPartition of(int partition, SwitchSetting setting) {
            boolean set = !setting.equals(SwitchSetting.UNSET);
            return new InPartition(
                    partition,
                    modeName(setting.mode()),
                    set ? Optional.of(setting.by()) : Optional.empty(),
                    set ? Optional.of(setting.reason()) : Optional.empty());
        }

        /** Partitions keep their own times; what is said of all of them is who and why. */
        boolean saysTheSame(InPartition other) {
            return mode.equals(other.mode)
                    && reason.equals(other.reason)
                    && by.map(Decider::name).equals(other.by.map(Decider::name));
        }
    }

    SwitchDocument {
        partitions = List.copyOf(partitions);
    }

    static SwitchDocument of(
            SortedMap<Integer, SwitchSetting> settings, SortedSet<Integer> missing, Optional<Unfinished> released) {
        List<InPartition> partitions = settings.entrySet().stream()
                .map(entry -> InPartition.of(entry.getKey(), entry.getValue()))
                .toList();
        Set<String> modes = partitions.stream().map(InPartition::mode).collect(Collectors.toSet());
        Optional<InPartition> first = partitions.stream()
                .findFirst()
                .filter(one -> partitions.stream().allMatch(one::saysTheSame));
        return new SwitchDocument(
                modes.stream().findFirst().filter(only -> modes.size() == 1),
                first.flatMap(InPartition::by),
                first.flatMap(InPartition::reason),
                missing,
                partitions,
                released);
    }

    static String modeName(SwitchMode mode) {
        return mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The mode of a name, if there is one. */
    static Optional<SwitchMode> mode(String name) {
        return Stream.of(SwitchMode.values())
                .filter(mode -> modeName(mode).equals(name))
                .findFirst();
    }
}
