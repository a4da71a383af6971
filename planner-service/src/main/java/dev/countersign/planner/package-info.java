/** The planner: turns prompts into proposed tool calls, and the outcomes of those calls into answers. */
package dev.countersign.planner;
