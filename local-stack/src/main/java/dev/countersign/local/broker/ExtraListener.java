package dev.countersign.local.broker;

import dev.countersign.local.process.FreePorts;
import java.util.regex.Pattern;

/**
 * Another way into the broker, for clients that come through something between: the broker sends them on to the
 * advertised port, never past it.
 *
 * @param name       upper case, no other listener's
 * @param port       loopback port that the broker listens on
 * @param advertised loopback port that its clients are told, where whatever stands between listens
 */
public record ExtraListener(String name, int port, int advertised) {

    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9]*");
    private static final Pattern TEXT = Pattern.compile("([A-Z0-9]+):(\\d+):(\\d+)");

    public ExtraListener {
        if (!NAME.matcher(name).matches() || BrokerSettings.isOwnListener(name)) {
            throw new IllegalArgumentException("a listener cannot be called " + name);
        }
        if (port == advertised) {
            throw new IllegalArgumentException("nothing can stand between port %d and itself".formatted(port));
        }
    }

    /** On free ports. */
    public static ExtraListener named(String name) {
        return new ExtraListener(name, FreePorts.next(), FreePorts.next());
    }

    /** What its clients bootstrap from. */
    public String bootstrapServers() {
        return BrokerSettings.address(advertised);
    }

    /** As {@link #toArgument()} writes it. */
    static ExtraListener ofArgument(String text) {
        var found = TEXT.matcher(text);
        if (!found.matches()) {
            throw new IllegalArgumentException("a listener is NAME:PORT:ADVERTISED_PORT, not " + text);
        }
        return new ExtraListener(found.group(1), Integer.parseInt(found.group(2)), Integer.parseInt(found.group(3)));
    }

    String toArgument() {
        return "%s:%d:%d".formatted(name, port, advertised);
    }
}
