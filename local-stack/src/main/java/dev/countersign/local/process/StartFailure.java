package dev.countersign.local.process;

import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a service that gave up its start has said of the cause, in its own words and without where in the program. */
final class StartFailure {

    private static final String FAILED = "Failed to start application";
    private static final String INVALID = "Configuration validation failed:";
    private static final String CAUSE = "Caused by: ";

    /** Class names, and the numbers of messages. */
    private static final Pattern LEAD =
            Pattern.compile("^\\s*(?:[\\w$]+\\.)+[\\w$]+(?:Exception|Error): (?:SRCFG\\d+: )?");

    private static final Pattern FRAME = Pattern.compile("^\\s+(?:at .*|\\.\\.\\. \\d+ more)$");

    private static final Pattern IN_USE = Pattern.compile("Port \\d+ seems to be in use by another process\\.");

    private StartFailure() {}

    /** The cause, as the end of a log has it; empty where it names none in a way that is known. */
    static Optional<String> in(String log) {
        int failed = log.lastIndexOf(FAILED);
        int invalid = log.lastIndexOf(INVALID);
        if (invalid > failed) {
            return sentences(log.substring(invalid + INVALID.length()));
        }
        // The outermost cause is the service's own word; what lies under it is the machine's.
        int cause = failed < 0 ? -1 : log.indexOf(CAUSE, failed);
        return cause < 0 ? portInUse(log) : sentences(log.substring(cause + CAUSE.length()));
    }

    private static Optional<String> portInUse(String log) {
        return IN_USE.matcher(log).results().map(MatchResult::group).reduce((earlier, later) -> later);
    }

    private static Optional<String> sentences(String text) {
        List<String> lines = text.lines()
                .takeWhile(
                        line -> !line.startsWith(CAUSE) && !FRAME.matcher(line).matches())
                .map(line -> LEAD.matcher(line).replaceFirst("").strip())
                .filter(line -> !line.isEmpty() && !line.equals(INVALID))
                .toList();
        return lines.isEmpty() ? Optional.empty() : Optional.of(lines.stream().collect(Collectors.joining("\n")));
    }
}
