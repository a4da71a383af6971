package dev.countersign.e2e.chaos;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The policy file of a run: it goes by what each call's arguments say is to become of it. */
final class ChaosPolicy {
    private ChaosPolicy() {}

    static String of(List<ChaosTool> tools) {
        return """
                version: 1
                defaults:
                  requesterMustDiffer: false
                rules:
                """ + tools.stream().flatMap(ChaosPolicy::rules).collect(Collectors.joining());
    }

    private static Stream<String> rules(ChaosTool tool) {
        return Stream.of(
                rule(tool, Ruling.DENY, "deny: {message: not in this run}"),
                rule(tool, Ruling.POLICY, "approve: {}"),
                rule(tool, Ruling.EXPIRE, "hold: {expiry: 20s}"));
    }

    private static String rule(ChaosTool tool, Ruling ruling, String verdict) {
        return """
                  - name: %s-%s
                    tool: %s
                    when: %s
                    %s
                """.formatted(
                                tool.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                                ruling.name().toLowerCase(Locale.ROOT),
                                tool.toolName(),
                                tool.condition(ruling),
                                verdict)
                        .indent(2)
                        .stripTrailing()
                + "\n";
    }
}
