/** The shell of the planner's core: two sub-topologies that feed it from topics and send what it decides. */
package dev.countersign.planner.conversation.topology;
