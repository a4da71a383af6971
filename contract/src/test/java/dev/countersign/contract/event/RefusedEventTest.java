package dev.countersign.contract.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.UnreadableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an event may not be: the example with one value put in the place of another. */
class RefusedEventTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "PROMPT | /prompt | \"  \" | prompt is missing or blank",
                "PROMPT | /prompt | nothing | prompt",
                "PROMPT | /conversationId | \"a/b\" | field 'conversationId': an id has 1 to 128 characters",
                "PROMPT | /conversationId | \"\" | field 'conversationId': an id",
                "PROMPT | /requester | \"a\\nb\" | requester has 1 to 256 characters",
                "PROMPT | /gate | \"open\" | field 'gate'",
                "PROMPT | /onRejection | \"STOP\" | field 'onRejection'",
                "PROMPT | /returnDirect | \"true\" | field 'returnDirect'",
                "PROMPT | /maxTurns | 0 | maxTurns lies from 1 to 1000",
                "PROMPT | /maxTurns | 1001 | maxTurns lies from 1 to 1000",
                "PROMPT | /maxTurns | 1.5 | field 'maxTurns'",
                "PROMPT | /tools/0 | \"\" | field 'tools.[0]'",
                "TOOL_REQUEST | /callId | nothing | field 'callId'",
                "TOOL_REQUEST | /conversationId | null | field 'conversationId'",
                "TOOL_REQUEST | /tool | nothing | field 'tool'",
                "TOOL_REQUEST | /arguments | nothing | field 'arguments'",
                "TOOL_REQUEST | /arguments | [] | arguments are a JSON object",
                "TOOL_REQUEST | /arguments | null | arguments are a JSON object",
                "TOOL_REQUEST | /requesterProof | 7 | field 'requesterProof'",
                "TOOL_REQUEST | /turn/size | 65 | a turn has 1 to 64 calls",
                "TOOL_REQUEST | /turn/index | -1 | index",
                "TOOL_REQUEST | /turn/index | nothing | field 'turn.index'",
                "TOOL_REQUEST | /proposedAt | 1763899200 | a text is expected",
                "TOOL_REQUEST | /proposedAt | \"yesterday\" | RFC 3339",
                "TOOL_REQUEST_WITHDRAWN | /callId | nothing | field 'callId'",
                "APPROVED_CALL | /comment | \"x\" | unknown field 'comment'",
                "APPROVED_CALL | /turn/comment | \"x\" | unknown field 'turn.comment'",
                "APPROVED_CALL | /approvedBy | [] | approvedBy names nobody",
                "APPROVED_CALL | /approvedBy/0/at | nothing | field 'approvedBy.[0].at'",
                "APPROVED_CALL | /edited | false | originalArguments",
                "APPROVED_CALL | /edited | nothing | field 'edited'",
                "APPROVED_CALL | /originalArguments | nothing | originalArguments are there exactly",
                "APPROVED_CALL | /originalArguments | 7 | arguments are a JSON object",
                "APPROVED_CALL | /toolDigest | \"sha256:00\" | a digest is",
                "APPROVED_CALL | /rule | \"\" | rule is missing or blank",
                "REJECTED_CALL | /reason/kind | \"NO\" | field 'reason.kind'",
                "REJECTED_CALL | /reason/cause | nothing | a cause is there exactly",
                "REJECTED_CALL | /reason/cause | \"SIBLING_REJECTED\" | a cause is the kind",
                "REJECTED_CALL | /comment | \"x\" | unknown field",
                "TOOL_STARTED | /attempt | 0 | attempt counts from 1",
                "TOOL_STARTED | /startedAt | nothing | field 'startedAt'",
                "TOOL_STARTED | /executor | nothing | field 'executor'",
                "TOOL_STARTED | /executor | \" \" | executor is missing or blank",
                "TOOL_STARTED | /instance | \"a\\nb\" | instance has 1 to 256 characters",
                "TOOL_RESULT | /output | nothing | an output is there exactly",
                "TOOL_RESULT | /error | \"x\" | an error is there exactly",
                "TOOL_RESULT | /status | \"FAILED\" | an output is there exactly",
                "TOOL_RESULT | /editedArguments | [] | arguments are a JSON object",
                "TOOL_RESULT | /attempt | -1 | attempt counts from 1",
                "TOOL_RESULT | /late | nothing | field 'late'",
                "TOOL_RESULT | /late | null | field 'late'",
                "APPROVAL | /settlement/output | nothing | an output is there exactly",
                "APPROVAL | /settlement/reason | \"x\" | a reason is there exactly",
                "APPROVAL | /settlement/outcome | \"FAILED\" | an output is there exactly",
                "APPROVAL | /settlement/outcome | \"UNKNOWN\" | field 'settlement.outcome'",
                "APPROVAL | /settlement/by | nothing | field 'settlement.by'",
                "APPROVAL | /hold/grants/longest | \"PT0S\" | longest lies above zero",
                "APPROVAL | /hold/grants/uses | 0 | uses are counted from 1",
                "ANSWER | /turns | -1 | turns are counted from 0",
                "ANSWER | /tokens/input | -1 | tokens are counted from 0",
                "ANSWER | /calls/0/type | \"function\" | type is always tool_call",
                "CATALOG_ENTRY | /name | \"a b\" | named with 1 to 64 characters",
                "CATALOG_ENTRY | /inputSchema | true | inputSchema is a JSON object",
                "CATALOG_ENTRY | /timeout | \"PT0S\" | timeout lies above zero",
                "CATALOG_ENTRY | /timeout | \"PT1H0.001S\" | timeout lies above zero and at most 1 h",
                "CATALOG_ENTRY | /timeout | \"PT60S\" | shortest form",
                "CATALOG_ENTRY | /timeout | 30 | a text is expected",
                "CATALOG_ENTRY | /retries | 11 | retries lie from 0 to 10",
                "CATALOG_ENTRY | /annotations/idempotentHint | false | only an idempotent tool",
                "CATALOG_ENTRY | /annotations/readOnlyHint | nothing | readOnlyHint",
                "CATALOG_ENTRY | /comment | 1 | unknown field",
                "APPROVAL | /status | \"pending\" | field 'status'",
                "APPROVAL | /votes/0/name | \"\" | name",
                "APPROVAL | /hold/verbs/0 | \"approve\" | field 'hold.verbs.[0]'",
                "APPROVAL | /hold/priority | \"LATER\" | field 'hold.priority'",
                "APPROVAL | /evaluation | nothing | field 'evaluation'",
                "APPROVAL | /evaluation/switchMode | \"read-only\" | field 'evaluation.switchMode'",
                "APPROVAL | /refusedBefore/kind | \"EXPIRED\" | a refusal is REJECTED or DENIED",
                "APPROVAL | /claim/until | nothing | field 'claim.until'",
                "APPROVAL | /comments | null | field 'comments'",
                "APPROVAL | /comments/0/text | \" \" | text is missing or blank",
                "APPROVAL | /nudges/0/kind | \"TOLD\" | field 'nudges.[0].kind'",
            })
    void shouldBeRefusedBySchemaAndRecord(PublicEvent event, String at, String value, String why) throws Exception {
        String json = with(event.golden(), at, value);

        assertThat(event.schema().violations(CanonicalJson.parse(json))).isNotEmpty();
        assertRefused(event, json, why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "TOOL_REQUEST | /turn/index | 1 | a call's index lies from 0 to below its turn's size",
                "APPROVED_CALL | /arguments | {} | argumentsDigest is not the digest of the arguments",
                "APPROVED_CALL | /notAfter | \"2026-11-23T12:00:40Z\" | notAfter lies before decidedAt",
                "PROMPT | /prompt | \"\\ud800\" | field 'prompt': a text holds a lone surrogate",
                "TOOL_REQUEST | /proposedAt | \"2026-02-30T12:00:00Z\" | no such date",
                "TOOL_REQUEST | /proposedAt | \"0000-02-20T12:00:00Z\" | RFC 3339",
            })
    void shouldBeRefusedByRecordAlone(PublicEvent event, String at, String value, String why) {
        assertRefused(event, with(event.golden(), at, value), why);
    }

    @ParameterizedTest
    @CsvSource({"TOOL_REQUEST, true", "TOOL_REQUEST, false"})
    void shouldBoundArguments(PublicEvent event, boolean fits) throws Exception {
        int around = "{\"a\":\"\"}".length();
        String longest = "x".repeat(ToolRequest.MAX_ARGUMENTS_BYTES - around + (fits ? 0 : 1));
        String json = with(event.golden(), "/arguments", "{\"a\": \"" + longest + "\"}");

        if (fits) {
            assertThat(event.read(json)).isInstanceOf(ToolRequest.class);
        } else {
            assertRefused(event, json, "arguments have more than 65536 bytes");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldBoundOutput(boolean fits) throws Exception {
        String longest = "x".repeat(ToolResult.MAX_OUTPUT_BYTES - "\"\"".length() + (fits ? 0 : 1));
        String json = with(PublicEvent.TOOL_RESULT.golden(), "/output", "\"" + longest + "\"");

        if (fits) {
            assertThat(PublicEvent.TOOL_RESULT.read(json)).isInstanceOf(ToolResult.class);
        } else {
            assertRefused(PublicEvent.TOOL_RESULT, json, "output has more than 262144 bytes");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldBoundComments(boolean fits) throws Exception {
        String longest = "x".repeat(Comment.MAX_LENGTH + (fits ? 0 : 1));
        String json = with(PublicEvent.APPROVAL.golden(), "/comments/0/text", "\"" + longest + "\"");

        assertThat(PublicEvent.APPROVAL
                        .schema()
                        .violations(CanonicalJson.parse(json))
                        .isEmpty())
                .isEqualTo(fits);
        if (fits) {
            assertThat(PublicEvent.APPROVAL.read(json)).isInstanceOf(Approval.class);
        } else {
            assertRefused(PublicEvent.APPROVAL, json, "text has more than 2000 characters");
        }
    }

    @Test
    void shouldTakeNullForArgumentsThatNobodyChanged() throws Exception {
        String json = with(PublicEvent.TOOL_RESULT.golden(), "/editedArguments", "null");

        assertThat(((ToolResult) PublicEvent.TOOL_RESULT.read(json)).editedArguments())
                .isEmpty();
    }

    private static void assertRefused(PublicEvent event, String json, String why) {
        assertThatThrownBy(() -> event.read(json))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining(why);
    }

    private static String with(String golden, String at, String value) {
        JsonNode root = PublicEvent.tree(golden);
        JsonPointer pointer = JsonPointer.compile(at);
        JsonNode parent = root.at(pointer.head());
        String last = pointer.last().getMatchingProperty();
        if (parent instanceof ObjectNode object) {
            if (value.equals("nothing")) {
                object.remove(last);
            } else {
                object.putRawValue(last, new RawValue(value));
            }
        } else {
            ((ArrayNode) parent).setRawValue(Integer.parseInt(last), new RawValue(value));
        }
        return root.toString();
    }
}
