package dev.countersign.approval.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which calls a rule is about, apart from its condition. What is empty matches every call.
 *
 * @param tools patterns of tool names
 * @param hints behaviour hints and how each must be
 * @param requesters patterns of the names of proven requesters
 * @param origins patterns of the source that a request claims
 */
public record Matchers(List<String> tools, Map<String, Boolean> hints, List<String> requesters, List<String> origins) {

    public Matchers {
        tools = List.copyOf(tools);
        hints = Map.copyOf(hints);
        requesters = List.copyOf(requesters);
        origins = List.copyOf(origins);
    }

    /** The first matcher, in the order of the members above, that does not match. */
    Optional<Mismatch> mismatch(PolicyQuestion question) {
        return wrongTool(question)
                .or(() -> wrongHint(question))
                .or(() -> wrongRequester(question))
                .or(() -> wrongOrigin(question));
    }

    private Optional<Mismatch> wrongTool(PolicyQuestion question) {
        String tool = question.tool().value();
        return matchesAny(tools, tool)
                ? Optional.empty()
                : Optional.of(new Mismatch("tool", "the tool is '" + Quoted.of(tool) + "'"));
    }

    private Optional<Mismatch> wrongHint(PolicyQuestion question) {
        return Hints.firstOther(hints, question.annotations())
                .map(name -> new Mismatch("hints", name + " is " + !hints.getOrDefault(name, false)));
    }

    private Optional<Mismatch> wrongRequester(PolicyQuestion question) {
        if (requesters.isEmpty()) {
            return Optional.empty();
        }
        return question.provenRequester()
                .map(name -> matchesAny(requesters, name)
                        ? Optional.<Mismatch>empty()
                        : Optional.of(new Mismatch("requester", "the requester is '" + Quoted.of(name) + "'")))
                .orElseGet(() -> Optional.of(new Mismatch("requester", "who the requester is, is not proven")));
    }

    private Optional<Mismatch> wrongOrigin(PolicyQuestion question) {
        if (origins.isEmpty()) {
            return Optional.empty();
        }
        return question.origin()
                .map(name -> matchesAny(origins, name)
                        ? Optional.<Mismatch>empty()
                        : Optional.of(new Mismatch("origin", "the origin is '" + Quoted.of(name) + "'")))
                .orElseGet(() -> Optional.of(new Mismatch("origin", "the request names no origin")));
    }

    private static boolean matchesAny(List<String> patterns, String text) {
        return patterns.isEmpty() || patterns.stream().map(Glob::new).anyMatch(glob -> glob.matches(text));
    }

    /**
     * Why a rule is not about a call.
     *
     * @param matcher its name in the file
     * @param because in a sentence
     */
    record Mismatch(String matcher, String because) {}
}
