package dev.countersign.executor.mailbox;

/**
 * A mail to send.
 *
 * @param call the call that sends it; its {@code Message-ID} is made of it
 * @param message the text of its body, whatever it holds; nothing of it reaches a header
 */
record Mail(String call, Recipient recipient, String message) {}
