package dev.countersign.local.broker;

import java.util.List;

/** A broker has topics that differ from the contract's table; nothing was changed. */
public final class TopicMismatchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TopicMismatchException(List<String> differences) {
        super("topics differ from the contract's table; change or delete them by hand:%n  %s"
                .formatted(String.join("\n  ", differences)));
    }
}
