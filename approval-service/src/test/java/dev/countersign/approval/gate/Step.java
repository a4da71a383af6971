package dev.countersign.approval.gate;

import java.time.Duration;
import java.util.Random;

/**
 * One thing that happens, some time after the one before.
 *
 * @param call which of the calls it is about
 * @param voter which of the people
 * @param number which arguments, mode, policy, grant or earlier command
 */
record Step(Kind kind, int call, int voter, int number, Duration later) {

    private static final int SMALL = 64;

    enum Kind {
        COME(20),
        COME_CONFLICTING(1),
        COME_BROKEN(1),
        APPROVE(12),
        APPROVE_WITH_GRANT(6),
        APPROVE_UNSEEN(1),
        APPROVE_TURN(4),
        EDIT(6),
        EDIT_WITH_GRANT(2),
        REJECT(2),
        REJECT_TURN(1),
        RESPOND(2),
        WITHDRAW(1),
        GIVE_UP(1),
        END(1),
        CLAIM(2),
        UNCLAIM(1),
        COMMENT(1),
        RESULT(3),
        UNKNOWN_RESULT(3),
        SETTLE(6),
        SETTLE_OTHERWISE(2),
        LATE_RESULT(1),
        FORGED_RESULT(1),
        START(2),
        FORGED_START(1),
        TOOL_CHANGES(1),
        TOOL_GOES(1),
        TOOL_RETURNS(3),
        SWITCH_SET(2),
        SWITCH_OPENED(3),
        POLICY_CHANGES(2),
        GRANTS_REVOKED(2),
        GATE_RESTARTS(1),
        TIME_PASSES(4),
        SAID_AGAIN(4);

        private static final int SUM =
                java.util.Arrays.stream(values()).mapToInt(kind -> kind.often).sum();
        private final int often;

        Kind(int often) {
            this.often = often;
        }

        private static Kind any(Random random) {
            int left = random.nextInt(SUM);
            for (Kind kind : values()) {
                left -= kind.often;
                if (left < 0) {
                    return kind;
                }
            }
            throw new AssertionError("the weights do not add up");
        }
    }

    static Step any(Random random) {
        return new Step(
                Kind.any(random),
                random.nextInt(SMALL),
                random.nextInt(SMALL),
                random.nextInt(SMALL),
                later(random.nextInt(96)));
    }

    private static Duration later(int number) {
        return switch (number) {
            case 0 -> Duration.ofMinutes(15);
            case 1 -> Duration.ofMinutes(31);
            case 2 -> Duration.ofMinutes(62);
            case 3 -> Duration.ofHours(2);
            case 4 -> Duration.ofHours(2).minusMillis(1);
            case 5 -> Duration.ofHours(24);
            case 6 -> Duration.ofHours(24).minusMillis(1);
            case 7 -> Duration.ZERO;
            default -> Duration.ofSeconds(1);
        };
    }
}
