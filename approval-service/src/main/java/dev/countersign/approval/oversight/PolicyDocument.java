package dev.countersign.approval.oversight;

import dev.countersign.approval.control.ActivePolicy;
import dev.countersign.approval.policy.PolicyProblem;
import dev.countersign.contract.event.Decider;
import dev.countersign.contract.json.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What the policy is.
 *
 * @param version of the policy that holds in every partition; absent where they differ
 * @param text its file
 * @param missing the partitions in which another policy holds than this instance's file says, or none
 * @param partitions each with what holds there
 * @param file this instance's file; for admins
 */
@Schema(description = "The policy that holds, in all and in each partition of the gate")
record PolicyDocument(
        @Schema(description = "Absent where partitions differ")
        Optional<Digest> version,

        Optional<String> text,
        SortedSet<Integer> missing,
        List<InPartition> partitions,
        @Schema(description = "For admins") Optional<FileState> file) {

    PolicyDocument {
        partitions = List.copyOf(partitions);
    }

    /** What holds in one partition; nothing where none was ever activated. */
    @Schema(name = "PolicyInPartition")
    record InPartition(int partition, Optional<Digest> version, Optional<Decider> by) {}

    /**
     * This instance's file.
     *
     * @param version what was last understood of it
     * @param since when it came to stand so
     * @param problems why what it says now is not used; none where it is
     */
    @Schema(name = "PolicyFileState")
    record FileState(String instance, String path, Digest version, Instant since, List<PolicyProblem> problems) {}

    static PolicyDocument of(List<PartitionControls> controls, Digest fromFile, Optional<FileState> file) {
        List<InPartition> partitions = new ArrayList<>();
        SortedSet<Integer> missing = new TreeSet<>();
        for (int partition = 0; partition < controls.size(); partition++) {
            Optional<ActivePolicy> active = controls.get(partition).policy();
            partitions.add(new InPartition(partition, active.map(ActivePolicy::version), active.map(ActivePolicy::by)));
            if (active.map(ActivePolicy::version).filter(fromFile::equals).isEmpty()) {
                missing.add(partition);
            }
        }
        Optional<ActivePolicy> common = controls.getFirst()
                .policy()
                .filter(policy ->
                        partitions.stream().allMatch(other -> other.version().equals(Optional.of(policy.version()))));
        return new PolicyDocument(
                common.map(ActivePolicy::version), common.map(ActivePolicy::text), missing, partitions, file);
    }
}
