package dev.countersign.contract.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.event.ToolResult;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TopicTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PROMPTS             | prompts             | anyone approval-service           | planner-service                         | ANY          | 604800000",
                "TOOL_REQUESTS       | tool-requests       | anyone planner-service            | approval-service                        | ANY          | 2592000000",
                "APPROVED_CALLS      | approved-calls      | approval-service                  | executor-service                        | CONVERSATION | 604800000",
                "REJECTED_CALLS      | rejected-calls      | approval-service                  | anyone planner-service                  | CONVERSATION | 2592000000",
                "TOOL_RESULTS        | tool-results        | approval-service executor-service | anyone approval-service planner-service | CONVERSATION | 2592000000",
                "ANSWERS             | answers             | planner-service                   | anyone                                  | CONVERSATION | 604800000",
                "TOOL_CATALOG        | tool-catalog        | executor-service                  | approval-service executor-service planner-service | TOOL | compact",
                "APPROVALS           | approvals           | approval-service                  | anyone approval-service                 | CALL         | compact",
                "PLANNER_COMMANDS    | planner-commands    | planner-service                   | planner-service                         | CONVERSATION | 604800000",
                "PLANNER_MODEL_TURNS | planner-model-turns | planner-service                   | planner-service                         | CONVERSATION | 604800000",
                "APPROVAL_COMMANDS   | approval-commands   | approval-service                  | approval-service                        | CONVERSATION | 2592000000",
                "APPROVAL_OUTCOMES   | approval-outcomes   | approval-service                  | approval-service                        | CONVERSATION | 86400000",
                "APPROVAL_CONTROLS   | approval-controls   | approval-service                  | approval-service                        | CONTROL      | compact",
                "EXECUTOR_LEDGER     | executor-ledger     | executor-service                  | executor-service                        | CALL         | compact",
            })
    void shouldBeTheTable(Topic topic, String name, String writers, String readers, Topic.Key key, String retention) {
        assertThat(topic.topicName()).isEqualTo(name);
        assertThat(topic.deadLetters()).isEqualTo(name + ".dlq");
        assertThat(principals(topic.writers())).isEqualTo(writers);
        assertThat(principals(topic.readers())).isEqualTo(readers);
        assertThat(topic.key()).isEqualTo(key);
        if (retention.equals("compact")) {
            assertThat(topic.settings())
                    .containsEntry("cleanup.policy", "compact")
                    .doesNotContainKey("retention.ms");
        } else {
            assertThat(topic.settings())
                    .containsEntry("cleanup.policy", "delete")
                    .containsEntry("retention.ms", retention);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldTakeTheBrokersTimeAndWhateverWasAccepted(Topic topic) {
        assertThat(topic.settings())
                .containsEntry("message.timestamp.type", "LogAppendTime")
                .containsEntry("max.message.bytes", Integer.toString(9 * 1024 * 1024));
        assertThat(topic.maxValueBytes()).isLessThan(Topic.MAX_RECORD_BYTES);
    }

    @Test
    void shouldKeepDeadLettersForThirtyDays() {
        assertThat(Topic.deadLetterSettings())
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("retention.ms", "2592000000")
                .containsEntry("max.message.bytes", Integer.toString(Topic.MAX_RECORD_BYTES));
    }

    @Test
    void shouldOpenThreeTopicsToOutsiders() {
        assertThat(Arrays.stream(Topic.values()).filter(Topic::isOpen))
                .containsExactly(Topic.PROMPTS, Topic.TOOL_REQUESTS, Topic.TOOL_RESULTS);
        assertThat(Topic.PROMPTS.maxValueBytes()).isEqualTo(256 * 1024);
        assertThat(Topic.TOOL_REQUESTS.maxValueBytes()).isEqualTo(256 * 1024);
        assertThat(Topic.TOOL_RESULTS.maxValueBytes()).isGreaterThanOrEqualTo(ToolResult.MAX_OUTPUT_BYTES + 128 * 1024);
    }

    @Test
    void shouldNameInternalTopicsAfterTheirService() {
        assertThat(Arrays.stream(Topic.values())
                        .filter(topic -> topic.writers().equals(topic.readers()))
                        .filter(topic -> topic != Topic.APPROVALS))
                .allSatisfy(
                        topic -> assertThat(topic.writers().iterator().next().principal())
                                .startsWith(topic.topicName().split("-", 2)[0]));
    }

    private static String principals(Set<Party> parties) {
        return parties.stream().map(Party::principal).sorted().collect(Collectors.joining(" "));
    }
}
