package dev.countersign.executor.tool.openapi;

import java.io.Serial;

/** The API has answered that the operation failed, and would again. */
final class OperationFailedException extends Exception {

    @Serial
    private static final long serialVersionUID = 1;

    OperationFailedException(String message) {
        super(message);
    }
}
