package dev.countersign.executor.mailbox;

import java.util.regex.Pattern;

/**
 * One mail address: {@code local@domain}, ASCII, at most 254 characters (RFC 5321, 4.5.3.1). No quoted local parts, no
 * display names, no lists: nothing that could end a header or name a second recipient.
 */
record Recipient(String address) {

    private static final int MAX_LENGTH = 254;
    private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
    private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static final Pattern FORM =
            Pattern.compile(ATOM + "(?:\\." + ATOM + ")*@" + LABEL + "(?:\\." + LABEL + ")*");

    static Recipient parse(String text) {
        if (text.length() > MAX_LENGTH
                || text.indexOf('@') > 64
                || !FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("recipient is one email address, such as sally@example.com");
        }
        return new Recipient(text);
    }

    @Override
    public String toString() {
        return address;
    }
}
