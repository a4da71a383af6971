package dev.countersign.approval.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.contract.json.ArgumentsSchema;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.UnreadableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The published schema and the parser take and refuse the same structure. */
class PolicySchemaTest {

    private static final ArgumentsSchema SCHEMA = schema();

    static Stream<String> examples() {
        return PolicyDocument.examples().stream().map(PolicyDocument.Example::yaml);
    }

    @ParameterizedTest
    @MethodSource("examples")
    @ValueSource(
            strings = {
                "{version: 1, rules: []}",
                "{version: 1, lists: {}, defaults: {}, rules: []}",
                "{version: 1, lists: {a: [x, y], b: []}, rules: [{name: a, hold: {}}]}",
                "{version: 1, rules: [{name: A.b_c-9, tool: [a, b*], hints: {}, approve: {}}]}",
                "{version: 1, rules: [{name: a, requester: bob, origin: x, deny: {message: no}}]}",
                "{version: 1, rules: [{name: a, hints: {readOnly: true, destructive: false, idempotent: true,"
                        + " openWorld: false}, when: 'true', approve: {validity: P1DT2H3M4S}}]}",
                "{version: 1, rules: [{name: a, hold: {groups: [g], quorum: 10, requesterMustDiffer: false,"
                        + " verbs: [reject], expiry: 30d, validity: PT1S, reminders: [1h, 2h], warning: 1m,"
                        + " escalation: {after: 3h, group: g}, priority: low, due: 4h, check: look,"
                        + " grants: {longest: 30d, uses: 1000}}}]}"
            })
    void shouldBothTake(String yaml) {
        assertThat(SCHEMA.violations(json(yaml))).isEmpty();
        assertThat(Questions.policy(yaml).version()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "text",
                "{version: 1}",
                "{rules: []}",
                "{version: 2, rules: []}",
                "{version: '1', rules: []}",
                "{version: 1, rules: {}}",
                "{version: 1, rules: [], more: 1}",
                "{version: 1, rules: [], lists: {in: [a]}}",
                "{version: 1, rules: [], lists: {requester: [a]}}",
                "{version: 1, rules: [], lists: {a-b: [a]}}",
                "{version: 1, rules: [], lists: {a: [1]}}",
                "{version: 1, rules: [], lists: {a: [x, x]}}",
                "{version: 1, rules: [], lists: {a: x}}",
                "{version: 1, rules: [], defaults: []}",
                "{version: 1, rules: [], defaults: {quorum: 0}}",
                "{version: 1, rules: [text]}",
                "{version: 1, rules: [{hold: {}}]}",
                "{version: 1, rules: [{name: a}]}",
                "{version: 1, rules: [{name: default, hold: {}}]}",
                "{version: 1, rules: [{name: 'a b', hold: {}}]}",
                "{version: 1, rules: [{name: 5, hold: {}}]}",
                "{version: 1, rules: [{name: a, hold: {}, approve: {}}]}",
                "{version: 1, rules: [{name: a, hold: {}, tool: []}]}",
                "{version: 1, rules: [{name: a, hold: {}, tool: ''}]}",
                "{version: 1, rules: [{name: a, hold: {}, tool: 5}]}",
                "{version: 1, rules: [{name: a, hold: {}, hints: {readonly: true}}]}",
                "{version: 1, rules: [{name: a, hold: {}, hints: {readOnly: 'yes'}}]}",
                "{version: 1, rules: [{name: a, hold: {}, when: true}]}",
                "{version: 1, rules: [{name: a, hold: {}, when: ''}]}",
                "{version: 1, rules: [{name: a, approve: true}]}",
                "{version: 1, rules: [{name: a, approve: null}]}",
                "{version: 1, rules: [{name: a, approve: {quorum: 2}}]}",
                "{version: 1, rules: [{name: a, origin: x, approve: {}}]}",
                "{version: 1, rules: [{name: a, approve: {validity: 5}}]}",
                "{version: 1, rules: [{name: a, approve: {validity: P}}]}",
                "{version: 1, rules: [{name: a, approve: {validity: PT}}]}",
                "{version: 1, rules: [{name: a, approve: {validity: PT0.5S}}]}",
                "{version: 1, rules: [{name: a, approve: {validity: pt5m}}]}",
                "{version: 1, rules: [{name: a, approve: {validity: 5 m}}]}",
                "{version: 1, rules: [{name: a, deny: {}}]}",
                "{version: 1, rules: [{name: a, deny: {message: ' '}}]}",
                "{version: 1, rules: [{name: a, hold: {quorum: 11}}]}",
                "{version: 1, rules: [{name: a, hold: {quorum: 1.5}}]}",
                "{version: 1, rules: [{name: a, hold: {requesterMustDiffer: 1}}]}",
                "{version: 1, rules: [{name: a, hold: {verbs: [approve]}}]}",
                "{version: 1, rules: [{name: a, hold: {verbs: [reject, run]}}]}",
                "{version: 1, rules: [{name: a, hold: {groups: [a, a]}}]}",
                "{version: 1, rules: [{name: a, hold: {groups: a}}]}",
                "{version: 1, rules: [{name: a, hold: {reminders: 1h}}]}",
                "{version: 1, rules: [{name: a, hold: {reminders: [1h, 1h]}}]}",
                "{version: 1, rules: [{name: a, hold: {escalation: {after: 1h}}}]}",
                "{version: 1, rules: [{name: a, hold: {escalation: {after: 1h, group: a, to: b}}}]}",
                "{version: 1, rules: [{name: a, hold: {priority: highest}}]}",
                "{version: 1, rules: [{name: a, hold: {grants: {uses: 5}}}]}",
                "{version: 1, rules: [{name: a, hold: {grants: {longest: 1h, uses: 0}}}]}",
                "{version: 1, rules: [{name: a, hold: {check: [a]}}]}",
                "{version: 1, rules: [{name: a, hold: {timeout: 1h}}]}"
            })
    void shouldBothRefuse(String yaml) {
        assertThat(SCHEMA.violations(json(yaml))).isNotEmpty();
        assertThatThrownBy(() -> Questions.policy(yaml)).isInstanceOf(PolicyFileException.class);
    }

    private static CanonicalJson json(String yaml) {
        Object value = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        return CanonicalJson.ofValue(Objects.requireNonNull(value));
    }

    private static ArgumentsSchema schema() {
        try (InputStream in = Policy.class.getResourceAsStream("/META-INF/resources/policy.v1.schema.json")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return ArgumentsSchema.compile(CanonicalJson.parse(text));
        } catch (IOException | UnreadableException e) {
            throw new IllegalStateException(e);
        }
    }
}
