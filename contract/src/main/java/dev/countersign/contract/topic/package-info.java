/** The topic table, record headers, dead letters, and the settings and readers of Kafka clients. */
@NullMarked
package dev.countersign.contract.topic;

import org.jspecify.annotations.NullMarked;
