package dev.countersign.planner.conversation;

import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.PromptId;
import dev.countersign.contract.id.TurnId;
import dev.countersign.contract.json.JsonCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where a conversation stands.
 *
 * @param owner its first requester; absent before the first prompt and once forgotten
 * @param chapters every prompt that was begun, in order; the last one is running while {@code running} is there
 * @param queue prompts that wait for the running one
 * @param refusedRoom ids of prompts that ended before they were begun, the latest last, at most
 *     {@value #MOST_REMEMBERED}
 * @param turns how often the model was asked; turn ids count on from here, even over a forgotten past
 * @param forgotten whether there was a past whose ids must not be used again
 * @param lastChange when the last command changed it
 */
public record ConversationState(
        ConversationId id,
        Optional<Owner> owner,
        List<Chapter> chapters,
        Optional<Running> running,
        List<Ask> queue,
        List<PromptId> refusedRoom,
        int turns,
        boolean forgotten,
        Instant lastChange) {
    static final int MOST_REMEMBERED = 1_000;

    public ConversationState {
        chapters = List.copyOf(chapters);
        queue = List.copyOf(queue);
        refusedRoom = List.copyOf(refusedRoom);
        if (running.isPresent() && chapters.isEmpty()) {
            throw new IllegalArgumentException("what runs is the last chapter");
        }
    }

    /** Whose the conversation is; without a requester it belongs to those who name none. */
    public record Owner(Optional<String> requester) {}

    /**
     * The turn that is open.
     *
     * @param overflown whether something that belongs to it had to be left out
     */
    public record Running(TurnId turn, boolean overflown) {}

    /** A conversation that nobody has spoken in. */
    public static ConversationState empty(ConversationId id) {
        return new ConversationState(
                id, Optional.empty(), List.of(), Optional.empty(), List.of(), List.of(), 0, false, Instant.EPOCH);
    }

    /** Whether nothing is running or waiting. */
    public boolean idle() {
        return running.isEmpty() && queue.isEmpty();
    }

    /** When time alone changes something, unless something else comes first. */
    public Instant dueAt(ConversationLimits limits) {
        if (!idle()) {
            return lastChange.plus(limits.giveUpAfter());
        }
        return lastChange.plus(owner.isPresent() ? limits.forgetAfter() : limits.recallAfter());
    }

    /** Whether the model's message for this turn is awaited. */
    boolean awaitsModel(TurnId turn) {
        return running.filter(open -> open.turn().equals(turn)).isPresent() && !spoken();
    }

    /** The step whose calls are open. */
    Optional<Step> openStep() {
        return running.isPresent() && spoken() ? chapter().lastStep() : Optional.empty();
    }

    private boolean spoken() {
        return chapter()
                .lastStep()
                .filter(step -> step.turn().equals(running.orElseThrow().turn()))
                .isPresent();
    }

    /** The running prompt. */
    Chapter chapter() {
        return chapters.getLast();
    }

    boolean knows(PromptId prompt) {
        return refusedRoom.contains(prompt)
                || queue.stream().anyMatch(ask -> ask.promptId().equals(prompt))
                || chapters.stream()
                        .anyMatch(chapter -> chapter.ask().promptId().equals(prompt));
    }

    Set<CallId> callIds() {
        Set<CallId> known = new HashSet<>();
        chapters.forEach(chapter ->
                chapter.steps().forEach(step -> step.calls().forEach(call -> known.add(call.callId()))));
        return known;
    }

    int queuedBytes() {
        return JsonCodec.write(queue).length;
    }

    List<Chapter> chaptersWith(Chapter last) {
        List<Chapter> after = new ArrayList<>(chapters);
        after.set(after.size() - 1, last);
        return after;
    }
}
