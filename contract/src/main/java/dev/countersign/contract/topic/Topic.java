package dev.countersign.contract.topic;

import static dev.countersign.contract.topic.Party.ANYONE;
import static dev.countersign.contract.topic.Party.APPROVAL;
import static dev.countersign.contract.topic.Party.EXECUTOR;
import static dev.countersign.contract.topic.Party.PLANNER;

import dev.countersign.contract.json.JsonCodec;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The one topic table: every topic, who may write and read it, what its key is and how long it is kept. Brokers,
 * access control lists and documentation are made from it or checked against it.
 */
public enum Topic {
    PROMPTS(Key.ANY, days(7), Set.of(ANYONE, APPROVAL), Set.of(PLANNER)),
    TOOL_REQUESTS(Key.ANY, days(30), Set.of(ANYONE, PLANNER), Set.of(APPROVAL)),
    APPROVED_CALLS(Key.CONVERSATION, days(7), Set.of(APPROVAL), Set.of(EXECUTOR)),
    REJECTED_CALLS(Key.CONVERSATION, days(30), Set.of(APPROVAL), Set.of(PLANNER, ANYONE)),
    TOOL_RESULTS(Key.CONVERSATION, days(30), Set.of(EXECUTOR, APPROVAL), Set.of(PLANNER, APPROVAL, ANYONE)),
    ANSWERS(Key.CONVERSATION, days(7), Set.of(PLANNER), Set.of(ANYONE)),
    TOOL_CATALOG(Key.TOOL, Retention.COMPACT, Set.of(EXECUTOR), Set.of(PLANNER, APPROVAL, EXECUTOR)),
    APPROVALS(Key.CALL, Retention.COMPACT, Set.of(APPROVAL), Set.of(APPROVAL, ANYONE)),

    /** What the planner's core is told: prompts, results and model replies, by conversation. */
    PLANNER_COMMANDS(Key.CONVERSATION, days(7), Set.of(PLANNER), Set.of(PLANNER)),
    /** Turns that are open: what the model is to be asked. */
    PLANNER_MODEL_TURNS(Key.CONVERSATION, days(7), Set.of(PLANNER), Set.of(PLANNER)),
    /** What the gate is told: requests, votes, withdrawals and results, by conversation. */
    APPROVAL_COMMANDS(Key.CONVERSATION, days(30), Set.of(APPROVAL), Set.of(APPROVAL)),
    /** One outcome for each command that somebody waits for. */
    APPROVAL_OUTCOMES(Key.CONVERSATION, days(1), Set.of(APPROVAL), Set.of(APPROVAL)),
    /** Switch, grants and policy as each partition's part of the gate has applied them. */
    APPROVAL_CONTROLS(Key.CONTROL, Retention.COMPACT, Set.of(APPROVAL), Set.of(APPROVAL)),
    /** One entry for each call that the executor has taken up. */
    EXECUTOR_LEDGER(Key.CALL, Retention.COMPACT, Set.of(EXECUTOR), Set.of(EXECUTOR));

    /** The number of partitions of every topic; fixed, because a conversation lives in one partition everywhere. */
    public static final int PARTITIONS = 6;

    /** The most that a record on an open topic may have in its value, in bytes. */
    public static final int MAX_OPEN_BYTES = 256 * 1024;

    /** The most that a record of any topic may have, in bytes, with room for key and headers. */
    public static final int MAX_RECORD_BYTES = 9 * 1024 * 1024;

    private static final Set<Topic> OPEN = EnumSet.of(PROMPTS, TOOL_REQUESTS, TOOL_RESULTS);
    private static final Set<Topic> VIEWS =
            EnumSet.of(ANSWERS, APPROVALS, APPROVAL_OUTCOMES, APPROVAL_CONTROLS, EXECUTOR_LEDGER);

    private final Key key;
    private final Retention retention;
    private final Set<Party> writers;
    private final Set<Party> readers;

    Topic(Key key, Retention retention, Set<Party> writers, Set<Party> readers) {
        this.key = key;
        this.retention = retention;
        this.writers = writers;
        this.readers = readers;
    }

    /** The name on the broker. */
    public String topicName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What the key is. */
    public Key key() {
        return key;
    }

    /** How long records are kept. */
    public Retention retention() {
        return retention;
    }

    /** Who may write. */
    public Set<Party> writers() {
        return writers;
    }

    /** Who may read. */
    public Set<Party> readers() {
        return readers;
    }

    /** Whether outsiders write it, so that unknown fields are passed over and values are re-keyed on entry. */
    public boolean isOpen() {
        return OPEN.contains(this);
    }

    /**
     * The most that a record's value may have where it is read, in bytes: {@link #MAX_OPEN_BYTES} on an open topic, and
     * on {@code tool-results} 128 KiB more, so that the longest output fits with edited arguments and what stands around it.
     */
    public int maxValueBytes() {
        return switch (this) {
            case PROMPTS, TOOL_REQUESTS -> MAX_OPEN_BYTES;
            case TOOL_RESULTS -> MAX_OPEN_BYTES + 128 * 1024;
            case APPROVED_CALLS,
                    REJECTED_CALLS,
                    ANSWERS,
                    TOOL_CATALOG,
                    APPROVALS,
                    PLANNER_COMMANDS,
                    PLANNER_MODEL_TURNS,
                    APPROVAL_COMMANDS,
                    APPROVAL_OUTCOMES,
                    APPROVAL_CONTROLS,
                    EXECUTOR_LEDGER -> JsonCodec.MAX_BYTES;
        };
    }

    /** Whether a reader that cannot accept a record moves it to {@link #deadLetters()}. */
    public boolean hasDeadLetters() {
        return !VIEWS.contains(this);
    }

    /** The name of the topic's dead-letter topic. */
    public String deadLetters() {
        return topicName() + ".dlq";
    }

    /** The topic's settings on the broker, by name. */
    public Map<String, String> settings() {
        return settings(retention);
    }

    /** The settings of a dead-letter topic on the broker, by name. */
    public static Map<String, String> deadLetterSettings() {
        return settings(days(30));
    }

    private static Map<String, String> settings(Retention retention) {
        Map<String, String> settings = new TreeMap<>(retention.settings());
        settings.put("message.timestamp.type", "LogAppendTime");
        settings.put("max.message.bytes", Integer.toString(MAX_RECORD_BYTES));
        return settings;
    }

    private static Retention days(int days) {
        return Retention.keptFor(Duration.ofDays(days));
    }

    /** What stands in a record's key. */
    public enum Key {
        /** Anything or nothing: the conversation's id is in the value. */
        ANY,
        /** The conversation's id; the partition is {@link Partitions#of}. */
        CONVERSATION,
        /** {@code conversationId/callId}. */
        CALL,
        /** The tool's name. */
        TOOL,
        /** What is controlled; the partition is addressed. */
        CONTROL
    }
}
