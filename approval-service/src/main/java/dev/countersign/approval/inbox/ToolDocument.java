package dev.countersign.approval.inbox;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.countersign.contract.catalog.OfferedTool;
import dev.countersign.contract.event.CatalogEntry;
import dev.countersign.contract.json.Digest;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A tool on offer. */
@Schema(name = "Tool", description = "A tool that a configured executor offers, as its signed catalogue entry says")
record ToolDocument(
        @JsonUnwrapped CatalogEntry entry,

        @Schema(description = "What decisions on calls of this tool are bound to")
        Digest toolDigest) {
    static ToolDocument of(OfferedTool tool) {
        return new ToolDocument(tool.entry(), tool.digest());
    }

    /** All tools. */
    @Schema(name = "Tools")
    record All(List<ToolDocument> tools) {
        All {
            tools = List.copyOf(tools);
        }
    }
}
