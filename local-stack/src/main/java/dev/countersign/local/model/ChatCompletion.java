package dev.countersign.local.model;

import dev.countersign.contract.json.JsonCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A reply in the form of OpenAI's chat completion object. */
final class ChatCompletion {

    private static final int BYTES_PER_TOKEN = 4;

    private ChatCompletion() {}

    /**
     * @param requestBytes size of the request, from which its tokens are estimated at four bytes each
     */
    static byte[] of(Reply reply, int requestBytes, Instant now) {
        Map<String, Object> choice = new LinkedHashMap<>();
        choice.put("index", 0);
        choice.put("message", message(reply));
        choice.put(
                "finish_reason",
                switch (reply) {
                    case Reply.Text text -> "stop";
                    case Reply.Calls calls -> "tool_calls";
                });
        Map<String, Object> completion = new LinkedHashMap<>();
        completion.put("id", "chatcmpl-" + UUID.randomUUID());
        completion.put("object", "chat.completion");
        completion.put("created", now.getEpochSecond());
        completion.put("model", OfflineModel.NAME);
        completion.put("choices", List.of(choice));
        completion.put("usage", usage(requestBytes, JsonCodec.write(choice).length));
        return JsonCodec.write(completion);
    }

    private static Map<String, @Nullable Object> message(Reply reply) {
        Map<String, @Nullable Object> message = new LinkedHashMap<>();
        message.put("role", "assistant");
        switch (reply) {
            case Reply.Text text -> message.put("content", text.text());
            case Reply.Calls calls -> {
                message.put("content", null);
                message.put("tool_calls", toolCalls(calls));
            }
        }
        return message;
    }

    private static List<Map<String, Object>> toolCalls(Reply.Calls calls) {
        List<Map<String, Object>> list = new ArrayList<>();
        for (Reply.Call call : calls.calls()) {
            Map<String, Object> function = new LinkedHashMap<>();
            function.put("name", call.tool());
            function.put("arguments", JsonCodec.writeText(call.arguments()));
            Map<String, Object> toolCall = new LinkedHashMap<>();
            toolCall.put("id", "call_" + UUID.randomUUID().toString().replace("-", ""));
            toolCall.put("type", "function");
            toolCall.put("function", function);
            list.add(toolCall);
        }
        return list;
    }

    private static Map<String, Object> usage(int requestBytes, int replyBytes) {
        int input = 1 + requestBytes / BYTES_PER_TOKEN;
        int output = 1 + replyBytes / BYTES_PER_TOKEN;
        Map<String, Object> usage = new LinkedHashMap<>();
        usage.put("prompt_tokens", input);
        usage.put("completion_tokens", output);
        usage.put("total_tokens", input + output);
        return usage;
    }
}
