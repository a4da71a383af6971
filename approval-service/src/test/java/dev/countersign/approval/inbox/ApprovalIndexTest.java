package dev.countersign.approval.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.approval.Outsiders;
import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.Evaluation;
import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.SwitchMode;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.Digest;
import dev.countersign.contract.json.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApprovalIndexTest {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final ConversationId CONVERSATION = new ConversationId("c-1");
    private static final Set<Listed> PENDING = Set.of(Listed.of(Approval.Status.PENDING));

    private final ApprovalIndex index = new ApprovalIndex();
    private long offset;

    @Test
    void shouldListTheNewestFirst() {
        put("a", 1, Approval.Status.PENDING);
        put("b", 3, Approval.Status.PENDING);
        put("c", 2, Approval.Status.PENDING);

        assertThat(names(index.page(query(10)))).containsExactly("b", "c", "a");
    }

    @Test
    void shouldPageThroughEverythingOnceWhileNewCallsCome() {
        for (int i = 0; i < 7; i++) {
            put("call-" + i, i, Approval.Status.PENDING);
        }
        List<String> seen = new ArrayList<>();
        Optional<Place> cursor = Optional.empty();
        int newer = 100;

        do {
            ApprovalIndex.Page page = index.page(new InboxQuery(
                    PENDING, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), cursor, 2));
            seen.addAll(names(page));
            cursor = page.next().flatMap(place -> Place.ofCursor(place.cursor()));
            put("newer-" + newer, newer, Approval.Status.PENDING);
            newer++;
        } while (cursor.isPresent());

        assertThat(seen).containsExactly("call-6", "call-5", "call-4", "call-3", "call-2", "call-1", "call-0");
    }

    @Test
    void shouldEndWithoutACursorExactlyAtTheLimit() {
        put("a", 1, Approval.Status.PENDING);
        put("b", 2, Approval.Status.PENDING);

        assertThat(index.page(query(2)).next()).isEmpty();
        assertThat(index.page(query(1)).next()).isPresent();
    }

    @Test
    void shouldGoOnBehindACallThatWasDecidedMeanwhile() {
        put("a", 1, Approval.Status.PENDING);
        put("b", 2, Approval.Status.PENDING);
        put("c", 3, Approval.Status.PENDING);
        Optional<Place> cursor = index.page(new InboxQuery(
                        PENDING,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        2))
                .next();

        put("b", 2, Approval.Status.REJECTED);

        assertThat(names(index.page(new InboxQuery(
                        PENDING, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), cursor, 2))))
                .containsExactly("a");
    }

    @Test
    void shouldFilter() {
        put("a", 1, Approval.Status.PENDING);
        put("b", 2, Approval.Status.REJECTED);

        assertThat(names(filtered(PENDING, Optional.empty(), Optional.empty(), Optional.empty())))
                .containsExactly("a");
        assertThat(names(filtered(
                        Set.of(Listed.of(Approval.Status.REJECTED)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())))
                .containsExactly("b");
        assertThat(names(filtered(Listed.ALL, Optional.of("send_email"), Optional.of("alice"), Optional.empty())))
                .containsExactly("b", "a");
        assertThat(names(filtered(Listed.ALL, Optional.of("other"), Optional.empty(), Optional.empty())))
                .isEmpty();
        assertThat(names(filtered(Listed.ALL, Optional.empty(), Optional.of("mallory"), Optional.empty())))
                .isEmpty();
        assertThat(names(filtered(Listed.ALL, Optional.empty(), Optional.empty(), Optional.of("SALLY"))))
                .containsExactly("b", "a");
        assertThat(names(filtered(Listed.ALL, Optional.empty(), Optional.empty(), Optional.of("nothing"))))
                .isEmpty();
    }

    @Test
    void shouldCountClaimedCallsAsPending() {
        put("a", 1, Approval.Status.PENDING);
        put("b", 2, Approval.Status.CLAIMED);
        put("c", 3, Approval.Status.RUNNING);

        assertThat(names(filtered(
                        Parameters.statuses(Optional.of("pending")),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())))
                .containsExactly("b", "a");
        assertThat(names(filtered(
                        Parameters.statuses(Optional.of("claimed")),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())))
                .containsExactly("b");
        assertThat(names(filtered(
                        Parameters.statuses(Optional.of("decided")),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())))
                .containsExactly("c");
        assertThat(index.pendingCalls()).isEqualTo(2);
    }

    @Test
    void shouldFindTheCallsOfOneConversationWithoutUnpackingOthers() {
        put("a", 1, Approval.Status.PENDING);
        CallEntry other = index.find(key("a")).orElseThrow();
        CallKey elsewhere = new CallKey(new ConversationId("c-2"), new CallId("a"));
        index.put(new CallEntry(
                new Place(START, elsewhere),
                1,
                0,
                Listed.of(Approval.Status.PENDING),
                other.tool(),
                Optional.empty(),
                PackedText.of("not JSON".getBytes(StandardCharsets.UTF_8))));

        InboxQuery query = new InboxQuery(
                PENDING,
                Optional.of(CONVERSATION),
                Optional.empty(),
                Optional.empty(),
                Optional.of("sally"),
                Optional.empty(),
                10);

        assertThat(index.page(query).entries()).containsExactly(other);
    }

    @Test
    void shouldForgetACallOnItsTombstone() {
        put("a", 1, Approval.Status.PENDING);

        index.remove(key("a"), 0, offset++);

        assertThat(index.find(key("a"))).isEmpty();
        assertThat(index.page(query(10)).entries()).isEmpty();
        assertThat(index.pendingCalls()).isZero();
        assertThat(index.changesAfter(ViewPosition.START, 10).entries()).isEmpty();
        assertThat(index.position().offset(0)).isEqualTo(2);
    }

    @Test
    void shouldGiveThePresentStateOfEachCallThatChangedOnce() {
        put("a", 1, Approval.Status.PENDING);
        ViewPosition before = index.position();
        put("b", 2, Approval.Status.PENDING);
        put("c", 3, Approval.Status.PENDING);
        put("b", 2, Approval.Status.APPROVED);

        ApprovalIndex.Changes changes = index.changesAfter(before, 10);

        assertThat(changes.entries())
                .extracting(entry ->
                        entry.key().callId().value() + " " + entry.listed().status())
                .containsExactly("c PENDING", "b APPROVED");
        assertThat(changes.position()).isEqualTo(index.position());
        assertThat(index.changesAfter(changes.position(), 10).entries()).isEmpty();
    }

    @Test
    void shouldGoOnWhereABatchOfChangesEnded() {
        put("a", 1, Approval.Status.PENDING);
        put("b", 2, Approval.Status.PENDING);
        put("c", 3, Approval.Status.PENDING);

        ApprovalIndex.Changes first = index.changesAfter(ViewPosition.START, 2);
        ApprovalIndex.Changes second = index.changesAfter(first.position(), 2);

        assertThat(first.entries()).hasSize(2);
        assertThat(second.entries())
                .extracting(entry -> entry.key().callId().value())
                .containsExactly("c");
    }

    @Test
    void shouldKeepEveryByteOfALongCall() {
        CanonicalJson arguments =
                Outsiders.json("{\"n\": 12345678901234567890, \"text\": \"" + "ä long text ".repeat(5_000) + "\"}");

        put("a", 1, Approval.Status.PENDING, arguments);

        assertThat(index.find(key("a")).orElseThrow().approval().arguments()).isEqualTo(arguments);
    }

    @Test
    void shouldReadBackItsOwnPositionsOnly() {
        ViewPosition position = ViewPosition.START.after(2, 41).after(5, 0);

        assertThat(position.toString()).isEqualTo("0.0.42.0.0.1");
        assertThat(ViewPosition.parse("0.0.42.0.0.1")).hasValue(position);
        for (String other : List.of(
                "", "1", "1.2.3.4.5", "1.2.3.4.5.6.7", "a.0.0.0.0.0", "-1.0.0.0.0.0", "9".repeat(19) + ".0.0.0.0.0")) {
            assertThat(ViewPosition.parse(other)).isEmpty();
        }
    }

    private ApprovalIndex.Page filtered(
            Set<Listed> statuses, Optional<String> tool, Optional<String> requester, Optional<String> text) {
        return index.page(new InboxQuery(statuses, Optional.empty(), tool, requester, text, Optional.empty(), 10));
    }

    private static InboxQuery query(int limit) {
        return new InboxQuery(
                Listed.ALL,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                limit);
    }

    private static List<String> names(ApprovalIndex.Page page) {
        return page.entries().stream()
                .map(entry -> entry.key().callId().value())
                .toList();
    }

    private static CallKey key(String call) {
        return new CallKey(CONVERSATION, new CallId(call));
    }

    private void put(String call, int minute, Approval.Status status) {
        put(call, minute, status, Outsiders.json("{\"recipient\": \"sally@gmail.com\"}"));
    }

    private void put(String call, int minute, Approval.Status status, CanonicalJson arguments) {
        Approval approval = new Approval(
                new CallId(call),
                CONVERSATION,
                Optional.empty(),
                Optional.empty(),
                GateMode.CALL,
                new ToolName("send_email"),
                Optional.empty(),
                Optional.empty(),
                arguments,
                arguments.digest(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                status,
                Optional.of("alice"),
                false,
                Optional.empty(),
                Optional.empty(),
                "default",
                Digest.ofText("policy"),
                Optional.empty(),
                Optional.empty(),
                new Evaluation(
                        START,
                        SwitchMode.OPEN,
                        "default",
                        Digest.ofText("policy"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                Optional.empty(),
                START.plus(Duration.ofMinutes(minute)),
                START.plus(Duration.ofDays(1)),
                List.of(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        index.put(CallEntry.of(0, offset++, JsonCodec.write(approval), approval));
    }
}
