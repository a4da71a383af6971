package dev.countersign.contract.event;

/** The checks of free text that several events share. */
final class Texts {
    private static final int MAX_NAME = 256;

    private Texts() {}

    static void requireText(String field, String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(field + " is missing or blank");
        }
    }

    static void requireName(String field, String value) {
        requireText(field, value);
        if (value.codePointCount(0, value.length()) > MAX_NAME
                || value.codePoints().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    field + " has 1 to " + MAX_NAME + " characters, none a control character");
        }
    }
}
