/** The one JSON codec, the canonical form with its digest, and the check of arguments against a schema. */
@NullMarked
package dev.countersign.contract.json;

import org.jspecify.annotations.NullMarked;
