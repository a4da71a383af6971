package dev.countersign.executor.tool.mcp;

import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The tools of the server for tests, and the protocol around them in as few lines as will do. What they see is in files of
 * a folder, so that it does not matter in which process they run.
 */
final class TestTools {

    static final String NOTE_DESCRIPTION = "Notes what it is given.";
    static final int LONG_LENGTH = 300_000;
    static final int PAGE = 4;

    private static final String NOTHING = "{\"type\":\"object\"}";
    private static final String NOTE_SCHEMA = """
            {"type":"object","required":["whole","number","text","items","nested"],"properties":{
             "whole":{"type":"integer"},"number":{"type":"number"},"text":{"type":"string"},
             "items":{"type":"array","items":{"type":"string"}},"absent":{"type":"string"},
             "nested":{"type":"object","required":["deep"],"properties":{"deep":{"type":"object",
              "required":["digits","text"],"properties":{"digits":{"type":"integer"},"text":{"type":"string"}}}}}}}""";

    private final Path folder;
    private final Peer peer;

    TestTools(Path folder, Peer peer) {
        this.folder = folder;
        this.peer = peer;
    }

    /** What only the transport can do. */
    interface Peer {

        /** Breaks off in the middle of a call, as this transport can. */
        void die();

        /** Sends this in place of an answer. */
        void raw(Bytes bytes);

        /** Tells the client something that is no answer. */
        void tell(String message);

        /** Does nothing else until it is told to. */
        default void beBusy() {}

        /** Ends the stream for this call before the answer, where the transport can. */
        default void breakOff() {}

        /** Refuses this call as something that may pass; says nothing where the transport cannot. */
        default void refuseInPassing() {}
    }

    /** Writes what may have no end. */
    @FunctionalInterface
    interface Bytes {
        void to(java.io.OutputStream out) throws IOException;
    }

    /** The answer to a message; empty where there is none. */
    Optional<String> answer(Map<String, @Nullable Object> message) {
        Object id = message.get("id");
        if (message.get("method") instanceof String method) {
            if (method.equals("notifications/cancelled")) {
                append(
                        "cancelled",
                        JsonCodec.writeText(members(message.get("params")).get("requestId")));
            }
            return id == null ? Optional.empty() : answer(method, id, members(message.get("params")));
        }
        append("replies", CanonicalJson.ofValue(message).text());
        return Optional.empty();
    }

    private Optional<String> answer(String method, Object id, Map<String, @Nullable Object> params) {
        if (is("silent")) {
            return Optional.empty();
        }
        return switch (method) {
            case "initialize" -> {
                append("initialize", CanonicalJson.ofValue(params).text());
                yield result(id, """
                        {"protocolVersion":"2025-06-18","capabilities":{"tools":{"listChanged":true}},
                         "serverInfo":{"name":"test","version":"1"}}""");
            }
            case "ping" -> result(id, "{}");
            case "tools/list" -> {
                if (is("restless") && !params.containsKey("cursor")) {
                    append("lists", "again");
                    peer.tell("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");
                }
                yield result(id, page(params.get("cursor") instanceof String at ? Integer.parseInt(at) : 0));
            }
            case "tools/call" -> call(id, params);
            default -> Optional.of(error(id, -32601, "no such method"));
        };
    }

    private String page(int from) {
        if (is("endless-pages")) {
            return "{\"tools\":[],\"nextCursor\":\"%d\"}".formatted(from + 1);
        }
        List<String> all = tools();
        int to = Math.min(all.size(), is("too-many") ? all.size() : from + PAGE);
        String next = to < all.size() ? ",\"nextCursor\":\"" + to + "\"" : "";
        return "{\"tools\":[%s]%s}".formatted(String.join(",", all.subList(from, to)), next);
    }

    private List<String> tools() {
        List<String> tools = new ArrayList<>(List.of(
                tool("note", NOTE_DESCRIPTION, NOTE_SCHEMA),
                tool("give_json"),
                tool("give_text"),
                tool("give_long"),
                tool("give_binary"),
                tool("fail"),
                tool("fail_in_passing"),
                tool("fail_unclear"),
                tool("hang"),
                tool("hostile_long_line"),
                tool("hostile_endless"),
                tool("hostile_bytes"),
                tool("hostile_half"),
                tool("hostile_deep"),
                tool("hostile_ask_back"),
                tool("hostile_noise"),
                tool("leak_text"),
                tool("leak_json"),
                tool("leak_quoted"),
                tool("leak_long"),
                tool("leak_failure"),
                tool("leak_error"),
                tool("odd.blocks"),
                tool("odd_error"),
                tool("odd_rest"),
                tool("odd_busy"),
                tool("odd_break_off"),
                tool("untyped", "", "{}"),
                tool("half_typed", "", "{\"properties\":{\"a\":{\"type\":\"integer\"}}}"),
                "{\"name\":\"liar\",\"inputSchema\":" + NOTHING
                        + ",\"annotations\":{\"readOnlyHint\":true,\"destructiveHint\":false,"
                        + "\"idempotentHint\":true,\"openWorldHint\":false}}"));
        if (is("more")) {
            tools.add(tool("one_more"));
        }
        if (is("too-many")) {
            IntStream.range(0, 1_000).forEach(i -> tools.add(tool("tool_" + i)));
        }
        if (is("token")) {
            String token = quoted(read("token").strip());
            String within = token.substring(1, token.length() - 1);
            tools.add(tool("leak_described", within, "{\"description\":" + token + "}"));
            tools.add(tool("leak_" + within.substring("Bearer ".length())));
        }
        if (is("twins")) {
            tools.addAll(List.of(tool("twin.a"), tool("twin_a")));
        }
        if (is("bad-schema")) {
            tools.add(tool("bad_schema", "", "{\"type\":\"no-such-type\"}"));
        }
        return tools;
    }

    private static String tool(String name) {
        return tool(name, "Does what its name says.", NOTHING);
    }

    private static String tool(String name, String description, String schema) {
        return "{\"name\":\"%s\",\"description\":\"%s\",\"inputSchema\":%s}".formatted(name, description, schema);
    }

    private Optional<String> call(Object id, Map<String, @Nullable Object> params) {
        append("calls", CanonicalJson.ofValue(params).text());
        return switch (String.valueOf(params.get("name"))) {
            case "note", "one_more" -> text(id, "noted");
            case "give_json" -> result(id, "{\"content\":[],\"structuredContent\":" + read("json") + "}");
            case "give_text" -> text(id, read("text"));
            case "give_long" -> text(id, "€".repeat(LONG_LENGTH));
            case "give_binary" ->
                result(id, "{\"content\":[{\"type\":\"image\",\"data\":\"iVBORw0KGgo=\",\"mimeType\":\"image/png\"}]}");
            case "fail" ->
                result(
                        id,
                        "{\"isError\":true,\"content\":[{\"type\":\"text\",\"text\":" + quoted(read("failure"))
                                + "}]}");
            case "fail_in_passing" -> {
                peer.refuseInPassing();
                yield Optional.empty();
            }
            case "fail_unclear" -> {
                peer.die();
                yield Optional.empty();
            }
            case "hang" -> Optional.empty();
            case "odd_busy" -> {
                peer.beBusy();
                yield text(id, "done at last");
            }
            case "odd_break_off" -> {
                peer.breakOff();
                yield Optional.empty();
            }
            case "leak_text" -> text(id, "it is " + read("token").strip() + ".");
            case "leak_json" ->
                result(
                        id,
                        "{\"content\":[],\"structuredContent\":{%1$s:[{\"a\":%1$s}]}}"
                                .formatted(quoted(read("token").strip())));
            case "leak_quoted" -> text(id, quoted(read("token").strip().substring("Bearer ".length())));
            case "leak_long" ->
                text(
                        id,
                        "x".repeat(192 * 1024 - 12)
                                + read("token").strip().substring("Bearer ".length())
                                + "x".repeat(LONG_LENGTH));
            case "leak_failure" ->
                result(
                        id,
                        "{\"isError\":true,\"content\":[{\"type\":\"text\",\"text\":"
                                + quoted("no: " + read("token").strip()) + "}]}");
            case "leak_error" -> {
                String escaped = quoted("no: " + read("token").strip());
                yield Optional.of(error(id, -32602, escaped.substring(1, escaped.length() - 1)));
            }
            case "odd_error" -> Optional.of(error(id, -32602, "no such thing"));
            case "odd_rest" ->
                result(id, "{\"content\":[{\"type\":\"text\"},{\"type\":\"hologram\",\"data\":\"AAAA\"},7]}");
            case "odd.blocks" -> result(id, """
                    {"content":[{"type":"text","text":"<script>alert(1)</script>"},
                     {"type":"audio","data":"AAAAAAAA","mimeType":"audio/wav"},
                     {"type":"resource_link","uri":"javascript:alert(1)","name":"a link"},
                     {"type":"resource","resource":{"uri":"file:///a","mimeType":"text/plain","text":"inside"}},
                     {"type":"resource","resource":{"uri":"file:///b","mimeType":"application/zip","blob":"AAAA"}}]}""");
            case "hostile_half" -> result(id, "{\"content\":[{\"type\":\"text\",\"text\":\"cut \\ud83d\"}]}");
            case "hostile_deep" ->
                result(id, "{\"content\":[],\"structuredContent\":" + "[".repeat(100) + "]".repeat(100) + "}");
            default -> hostile(id, String.valueOf(params.get("name")));
        };
    }

    private Optional<String> hostile(Object id, String tool) {
        switch (tool) {
            case "hostile_long_line" ->
                peer.raw(out -> {
                    byte[] megabyte = " ".repeat(1024 * 1024).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                    out.write('{');
                    for (int i = 0; i < 100; i++) {
                        out.write(megabyte);
                    }
                });
            case "hostile_endless" ->
                peer.raw(out -> {
                    while (true) {
                        out.write("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{}}\n"
                                .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                        out.flush();
                    }
                });
            case "hostile_noise" ->
                peer.raw(out -> {
                    while (true) {
                        out.write("[info] still here\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                        out.flush();
                    }
                });
            case "hostile_bytes" ->
                peer.raw(out -> {
                    out.write(("{\"jsonrpc\":\"2.0\",\"id\":" + JsonCodec.writeText(id)
                                    + ",\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"")
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                    out.write(new byte[] {'a', (byte) 0xC3, (byte) 0x28, (byte) 0xFF, 'z'});
                    out.write("\"}]}}\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                    out.flush();
                });
            case "hostile_ask_back" -> {
                peer.tell("{\"jsonrpc\":\"2.0\",\"id\":\"s-1\",\"method\":\"sampling/createMessage\",\"params\":{}}");
                peer.tell("{\"jsonrpc\":\"2.0\",\"id\":\"s-2\",\"method\":\"roots/list\"}");
                peer.tell("{\"jsonrpc\":\"2.0\",\"id\":\"s-3\",\"method\":\"ping\"}");
                return text(id, "asked");
            }
            default -> {
                return Optional.of(error(id, -32602, "unknown tool"));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> text(Object id, String text) {
        return result(id, "{\"content\":[{\"type\":\"text\",\"text\":" + quoted(text) + "}]}");
    }

    private static Optional<String> result(Object id, String result) {
        return Optional.of("{\"jsonrpc\":\"2.0\",\"id\":" + JsonCodec.writeText(id) + ",\"result\":"
                + result.replace("\n", " ") + "}");
    }

    private static String error(Object id, int code, String message) {
        return "{\"jsonrpc\":\"2.0\",\"id\":%s,\"error\":{\"code\":%d,\"message\":\"%s\"}}"
                .formatted(JsonCodec.writeText(id), code, message);
    }

    private static String quoted(String text) {
        return JsonCodec.writeText(text);
    }

    static Map<String, @Nullable Object> members(@Nullable Object value) {
        return value instanceof Map<?, ?> ? CanonicalJson.ofValue(value).members() : Map.of();
    }

    static Map<String, @Nullable Object> parse(String message) {
        try {
            return CanonicalJson.parse(message).members();
        } catch (UnreadableException e) {
            throw new IllegalArgumentException(message, e);
        }
    }

    private boolean is(String flag) {
        return Files.exists(folder.resolve(flag));
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void append(String file, String line) {
        try {
            Files.writeString(folder.resolve(file), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
