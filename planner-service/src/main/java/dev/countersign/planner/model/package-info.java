/** The edge to the model: one call per committed turn, many at once, at least once. */
package dev.countersign.planner.model;
