package dev.countersign.approval.identity;

/** A setting that the service does not start with; the message begins with the setting's name. */
final class SettingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SettingException(String setting, String problem) {
        super(setting + ": " + problem);
    }
}
