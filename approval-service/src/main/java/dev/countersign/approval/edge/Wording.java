package dev.countersign.approval.edge;

/** What a bare status means here. */
final class Wording {
    private Wording() {}

    static String of(int status) {
        return switch (status) {
            case 400 -> "The request cannot be read";
            case 404 -> "There is nothing under this path";
            case 405 -> "The path does not take this method";
            case 406 -> "The answer is JSON; the Accept header does not allow it";
            case 413 -> "The body is larger than 256 KiB";
            case 415 -> "The body must be JSON, with Content-Type application/json";
            default -> "The request was refused";
        };
    }
}
