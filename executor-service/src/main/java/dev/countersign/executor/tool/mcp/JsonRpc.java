package dev.countersign.executor.tool.mcp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.countersign.contract.json.JsonCodec;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JSON-RPC 2.0 as MCP speaks it. It is written by the contract's codec, and so digit for digit; what a foreign server
 * writes is read with every digit too, but more leniently than what is signed: of half a character, such as a cut text
 * may end with, U+FFFD is made.
 */
final class JsonRpc {

    private static final int MAX_NUMBER_LENGTH = 10_000;
    private static final int MAX_DEPTH = 500;
    private static final ObjectReader READER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNumberLength(MAX_NUMBER_LENGTH)
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(Object.class);

    private JsonRpc() {}

    static String write(JSONRPCMessage message) {
        return JsonCodec.writeText(message);
    }

    /**
     * The messages of one text: one, or those of a batch.
     *
     * @throws RefusedMessageException if it is not JSON-RPC
     */
    static List<JSONRPCMessage> read(String text) throws RefusedMessageException {
        try {
            return switch (READER.<@Nullable Object>readValue(text)) {
                case List<?> batch -> batch(batch);
                case Map<?, ?> single -> List.of(message(single));
                case null, default -> throw RefusedMessageException.notJsonRpc();
            };
        } catch (JsonProcessingException | NumberFormatException quotesTheText) {
            throw RefusedMessageException.notJsonRpc();
        }
    }

    private static List<JSONRPCMessage> batch(List<?> batch) throws RefusedMessageException {
        List<JSONRPCMessage> messages = new ArrayList<>();
        for (Object element : batch) {
            if (!(element instanceof Map<?, ?> single)) {
                throw RefusedMessageException.notJsonRpc();
            }
            messages.add(message(single));
        }
        return messages;
    }

    private static JSONRPCMessage message(Map<?, ?> raw) throws RefusedMessageException {
        Map<String, @Nullable Object> members = members(raw);
        Object id = members.get("id");
        if (members.get("method") instanceof String method) {
            return id == null
                    ? new JSONRPCNotification(McpSchema.JSONRPC_VERSION, method, members.get("params"))
                    : new JSONRPCRequest(McpSchema.JSONRPC_VERSION, method, id, members.get("params"));
        }
        if (id != null && members.get("error") instanceof Map<?, ?> error) {
            return new JSONRPCResponse(McpSchema.JSONRPC_VERSION, id, null, error(members(error)));
        }
        if (id != null && members.containsKey("result")) {
            Object result = Optional.ofNullable(members.get("result")).orElse(Map.of());
            return new JSONRPCResponse(McpSchema.JSONRPC_VERSION, id, result, null);
        }
        throw RefusedMessageException.notJsonRpc();
    }

    private static JSONRPCError error(Map<String, @Nullable Object> error) {
        int code = error.get("code") instanceof Number number ? number.intValue() : McpSchema.ErrorCodes.INTERNAL_ERROR;
        return new JSONRPCError(code, error.get("message") instanceof String message ? message : "", null);
    }

    /** The members of an object; none of what is not one. */
    static Map<String, @Nullable Object> members(@Nullable Object value) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, member) -> members.put(wellFormed(String.valueOf(name)), wellFormedValue(member)));
        }
        return members;
    }

    private static @Nullable Object wellFormedValue(@Nullable Object value) {
        return switch (value) {
            case String text -> wellFormed(text);
            case Map<?, ?> map -> members(map);
            case List<?> list -> {
                List<@Nullable Object> elements = new ArrayList<>();
                list.forEach(element -> elements.add(wellFormedValue(element)));
                yield elements;
            }
            case null, default -> value;
        };
    }

    private static String wellFormed(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> clean.appendCodePoint(isHalf(c) ? 0xFFFD : c));
        return clean.toString();
    }

    private static boolean isHalf(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }
}
