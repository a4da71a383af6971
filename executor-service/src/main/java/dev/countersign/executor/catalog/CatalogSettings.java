package dev.countersign.executor.catalog;

import dev.countersign.contract.signing.SigningKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/**
 * Who announces tools, and how.
 *
 * @param connection of the Kafka clients
 * @param executor whose tools they are; several instances may share the name
 * @param key signs what is announced
 * @param bound the longest that the broker may take to answer
 */
public record CatalogSettings(
        Map<String, Object> connection, String executor, SigningKey key, InstantSource clock, Duration bound) {

    public CatalogSettings {
        connection = Map.copyOf(connection);
    }
}
