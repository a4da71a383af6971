package dev.countersign.approval.trust;

/** A setting without which the service does not start; the message names it. */
public final class SettingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public SettingException(String setting, String message) {
        super(setting + ": " + message);
    }

    public SettingException(String setting, RuntimeException cause) {
        super(setting + ": " + cause.getMessage(), cause);
    }
}
