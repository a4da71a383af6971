/** The ids of conversations, prompts, turns, calls and tools, each a type of its own. */
@NullMarked
package dev.countersign.contract.id;

import org.jspecify.annotations.NullMarked;
