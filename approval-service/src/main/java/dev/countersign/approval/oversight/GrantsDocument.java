package dev.countersign.approval.oversight;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.countersign.approval.control.Grant;
import dev.countersign.approval.control.Unfinished;
import java.util.List;
import java.util.SortedSet;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The grants that hold, the one that expires first first. */
@Schema(description = "The grants that hold")
record GrantsDocument(List<Entry> grants) {

    GrantsDocument {
        grants = List.copyOf(grants);
    }

    /**
     * A grant.
     *
     * @param grant with the uses that are left where they are counted
     * @param missing the partitions in which it does not hold, or not yet
     */
    record Entry(@JsonUnwrapped Grant grant, SortedSet<Integer> missing) {}

    /**
     * What became of the revocation of a grant.
     *
     * @param missing the partitions that have not applied it yet
     * @param released calls that were let go before, have no result, and are not recalled
     */
    @Schema(name = "GrantRevocation", description = "What became of the revocation of a grant")
    record Revocation(String id, SortedSet<Integer> missing, Unfinished released) {}
}
