/**
 * The planner's core: one conversation as a pure state machine. It knows no clock, no randomness and no broker; it
 * imports the JDK and the contract alone.
 */
package dev.countersign.planner.conversation;
