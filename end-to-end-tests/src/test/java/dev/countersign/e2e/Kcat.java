package dev.countersign.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Debian's kcat: a producer on librdkafka, whose default partitioner is not Java's. */
record Kcat(String bootstrapServers) {
    /** Produces one record without a key. */
    void produce(String topic, String value) {
        Command.of("kcat", "-P", "-b", bootstrapServers, "-t", topic, "-D", "\\0")
                .succeed(value);
    }

    /** Produces one record with a key, where librdkafka puts it. */
    void produce(String topic, String key, String value) {
        Command.of("kcat", "-P", "-b", bootstrapServers, "-t", topic, "-k", key, "-D", "\\0")
                .succeed(value);
    }

    /** Produces one record with a key and headers to a partition. */
    void produce(String topic, int partition, String key, Map<String, String> headers, String value) {
        List<String> words = new ArrayList<>(List.of(
                "kcat",
                "-P",
                "-b",
                bootstrapServers,
                "-t",
                topic,
                "-p",
                Integer.toString(partition),
                "-k",
                key,
                "-D",
                "\\0"));
        headers.forEach((name, text) -> words.addAll(List.of("-H", name + "=" + text)));
        Command.of(words.toArray(String[]::new)).succeed(value);
    }

    /** Produces many records, each a line {@code key|value}. */
    void produceKeyed(String topic, List<String> lines) {
        Command.of("kcat", "-P", "-b", bootstrapServers, "-t", topic, "-K", "|").succeed(String.join("\n", lines));
    }

    /** Produces many records without a key, each a line. */
    void produceLines(String topic, List<String> lines) {
        Command.of("kcat", "-P", "-b", bootstrapServers, "-t", topic).succeed(String.join("\n", lines));
    }
}
