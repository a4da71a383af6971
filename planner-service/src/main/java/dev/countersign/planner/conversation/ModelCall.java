package dev.countersign.planner.conversation;

/**
 * A tool call as a model wrote it, or as it is shown to a model again.
 *
 * @param id the model's own id; may be blank, repeated or unusable
 * @param tool the name that the model wrote
 * @param arguments the text that the model wrote; may be no JSON
 */
public record ModelCall(String id, String tool, String arguments) {}
