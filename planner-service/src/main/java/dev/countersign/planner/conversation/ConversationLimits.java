package dev.countersign.planner.conversation;

import java.time.Duration;

/**
 * The bounds of a conversation.
 *
 * @param maxBytes of the conversation as JSON; a prompt that goes beyond ends FAILED. Default 4 MiB
 * @param maxQueued prompts that may wait for the running one. Default 8
 * @param maxQueuedBytes of the waiting prompts together, as JSON. Default 1 MiB
 * @param giveUpAfter how long a turn may go without a word of model, gate or executor before the prompt goes on without;
 *     above the longest that the gate lets a call wait and run. Default 31 days
 * @param forgetAfter how long a conversation with nothing open is kept. Default 7 days
 * @param recallAfter how long after that its ids are not used again; above what the gate keeps of decided calls.
 *     Default 31 days
 */
public record ConversationLimits(
        int maxBytes,
        int maxQueued,
        int maxQueuedBytes,
        Duration giveUpAfter,
        Duration forgetAfter,
        Duration recallAfter) {
    /** The most that a conversation and its queue may take, so that every record made from them fits. */
    static final int MOST_BYTES = 6 * 1024 * 1024;

    public ConversationLimits {
        if (maxBytes < 1 || maxQueuedBytes < 1 || (long) maxBytes + maxQueuedBytes > MOST_BYTES) {
            throw new IllegalArgumentException("conversation and queue take 1 to " + MOST_BYTES + " bytes together");
        }
        if (maxQueued < 0 || maxQueued > 1_000) {
            throw new IllegalArgumentException("0 to 1000 prompts may wait");
        }
        if (!giveUpAfter.isPositive() || !forgetAfter.isPositive() || !recallAfter.isPositive()) {
            throw new IllegalArgumentException("a turn and a conversation are kept for a time above zero");
        }
    }

    /** What holds unless configured. */
    public static ConversationLimits defaults() {
        return new ConversationLimits(
                4 * 1024 * 1024, 8, 1024 * 1024, Duration.ofDays(31), Duration.ofDays(7), Duration.ofDays(31));
    }
}
