/** Detached signatures over record values: made by one key, verified against the keys that configuration trusts. */
@NullMarked
package dev.countersign.contract.signing;

import org.jspecify.annotations.NullMarked;
