package dev.countersign.approval.policy;

import java.util.Optional;

/**
 * A rule as it is shown.
 *
 * @param name unique in its file
 * @param matchers which calls it is about
 * @param when the condition on the call, in the Common Expression Language
 * @param effect what it says about them; a hold has every term, with what the file's defaults add
 */
public record PolicyRule(String name, Matchers matchers, Optional<String> when, Effect effect) {}
