/** The events of the public topics as records that refuse what the protocol refuses; their JSON Schemas are resources in {@code dev/countersign/contract/schema}. */
@NullMarked
package dev.countersign.contract.event;

import org.jspecify.annotations.NullMarked;
