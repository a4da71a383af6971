package dev.countersign.contract.id;

import java.util.regex.Pattern;

/** The one form of every id: opaque, 1 to 128 characters of {@code [A-Za-z0-9._:-]}. */
public final class Identifiers {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    private Identifiers() {}

    /** Whether a text may be an id. */
    public static boolean isValid(String value) {
        return FORM.matcher(value).matches();
    }

    static void check(String value) {
        if (!isValid(value)) {
            throw new IllegalArgumentException("an id has 1 to 128 characters of A-Z a-z 0-9 . _ : -");
        }
    }
}
