/** The tools on offer, as far as configuration trusts whoever offers them. */
@NullMarked
package dev.countersign.contract.catalog;

import org.jspecify.annotations.NullMarked;
