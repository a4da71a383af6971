package dev.countersign.approval.inbox;

import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A page of the inbox. */
@Schema(description = "Calls, newest request first")
record CallPage(
        List<CallDocument> items,

        @Schema(description = "Ask with this for what follows; absent on the last page")
        Optional<String> next,

        @Schema(
                description = "Where the live stream goes on from this page: the parameter `position` of /api/events",
                examples = "12.0.44.3.0.9")
        String position) {
    CallPage {
        items = List.copyOf(items);
    }

    static CallPage of(ApprovalIndex.Page page) {
        return new CallPage(
                page.entries().stream()
                        .map(entry -> CallDocument.of(entry.approval()))
                        .toList(),
                page.next().map(Place::cursor),
                page.position().toString());
    }
}
